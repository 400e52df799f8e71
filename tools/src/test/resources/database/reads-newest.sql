select (created_at at local)::date is not null from shop.orders order by id
---
select '{"a": 1}' is json, '[1]' is json array, '1' is json scalar, 'x' is not json value, '{"a": 1, "a": 2}' is json object with unique keys, '{}' is json without unique keys
---
select json_object('id' value id, 'title': title null on null with unique keys returning jsonb) from shop.products order by id
---
select json_object('{a,1,b,2}'), json_object(array['a'], array['1']), json_object(returning jsonb), json_object()
---
select json_array(id, title, notes format json absent on null) from (select id, title, null as notes from shop.products) p order by id
---
select json_array(select id from shop.products order by id returning jsonb), json_array(), json_array(returning jsonb)
---
select json_objectagg(id : title returning jsonb), json_arrayagg(title order by id desc null on null) filter (where id > 1) from shop.products
---
select json('{"a": 1}' with unique keys), json_scalar(1.5), json_serialize('{"a": 1}' returning text)
---
select json_value(attributes, '$.color'), json_value(attributes, '$.watt' returning int default 0 on empty error on error) as watt from shop.products order by id
---
select json_query(attributes, '$.bulbs' with conditional array wrapper), json_query(attributes, '$.color' returning text omit quotes on scalar string null on empty), json_exists(attributes, '$.bulbs[*] ? (@ > $n)' passing 1 as n false on error) from shop.products order by id
---
select p.id, t.* from shop.products p, json_table(p.attributes, '$' columns (n for ordinality, color text path '$.color', lit boolean exists path '$.bulbs', nested path '$.bulbs[*]' as b columns (bulb int path '$'), everything jsonb format json path '$' with wrapper, watt int path '$.watt' default 0 on empty)) as t order by p.id, t.bulb
---
select b, json_table.b from json_table('[1, 2]', '$[*]' as p passing 1 as x columns (b int path '$') error on error) order by b
---
select int4multirange(int4range(1, 3)), enum_range(null::shop.order_status), jsonb_path_query_tz('[1]', '$[0]'), gamma(5)
---
select tags[id:array_length(tags, 1)], tags[:id], json_object('t':title) from shop.products order by id
