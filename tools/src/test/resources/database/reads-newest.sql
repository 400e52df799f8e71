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
---
SELECT array_sort(ARRAY[3, 1, 2]), array_reverse(ARRAY[1, 2]), array_sample(ARRAY[1], 1), array_shuffle(ARRAY[1]), reverse('\x0102'::bytea), crc32('a'::bytea), gamma(5), erf(0)
---
SELECT date_add('2024-01-31 00:00+00', '1 month', 'UTC'), date_subtract('2024-03-31 00:00+00', '1 month', 'UTC'), to_bin(5), to_oct(9), random(1, 1), random_normal(0, 0)
---
SELECT regexp_count('banana', 'a'), regexp_instr('banana', 'n'), regexp_substr('banana', 'an+'), regexp_like('Banana', '^b', 'i'), regexp_split_to_array('a1b2', '\d'), unistr('\00e9'), normalize('é', NFD) IS NFD NORMALIZED, casefold('ÄB'), num_nulls(1, null), num_nonnulls(1, null), similarity_free FROM (SELECT 1 AS similarity_free) x
---
SELECT uuid_extract_version(gen_random_uuid()), uuidv7() IS NOT NULL, uuidv4() IS NOT NULL
---
SELECT -2 ^ 2, - 5 % 3, 7 / 2, 7.0 / 2, 1e3, .5, 1_000_000, 0x1F, 0b101, 0o17
---
SELECT id, custom IS JSON OBJECT AS is_obj, custom->'votes' AS votes FROM (SELECT id, custom FROM desk.tickets) s ORDER BY id
---
SELECT jt.* FROM events.events e, JSON_TABLE(e.properties, '$' COLUMNS (page int PATH '$.page', NESTED PATH '$.items[*]' COLUMNS (ord FOR ORDINALITY, sku text PATH '$.sku' DEFAULT 'x' ON EMPTY, qty int PATH '$.qty'))) AS jt WHERE e.id <= 3 ORDER BY e.id, jt.ord
---
SELECT JSON_OBJECT('a': 1, 'b': null ABSENT ON NULL RETURNING jsonb), JSON_ARRAY(SELECT id FROM products ORDER BY id)
---
SELECT any_value(region), region FROM orders GROUP BY region ORDER BY region
---
SELECT JSON_VALUE(properties, '$.utm.campaign') AS campaign, JSON_EXISTS(properties, '$.tags') AS t, JSON_QUERY(properties, '$.tags') AS q FROM events.users ORDER BY id
