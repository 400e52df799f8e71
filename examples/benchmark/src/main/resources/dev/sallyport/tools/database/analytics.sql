-- Revenue by month and region, with what the best customers of each month have in common.
with sales as (
    select o.id, o.customer_id, o.region, date_trunc('month', o.created_at) as month,
        sum(i.quantity * i.unit_price) as revenue,
        count(distinct i.product_id) as products
    from shop.orders o
    join shop.order_items i on i.order_id = o.id
    where o.status in ('paid', 'shipped')
        and o.created_at >= timestamp '2024-01-01'
        and not exists (select 1 from shop.refunds r where r.order_id = o.id and r.amount > 0)
    group by o.id, o.customer_id, o.region, date_trunc('month', o.created_at)
),
ranked as (
    select s.customer_id, s.region, s.month, sum(s.revenue) as revenue, sum(s.products) as products,
        rank() over (partition by s.month, s.region order by sum(s.revenue) desc) as place,
        sum(sum(s.revenue)) over (partition by s.month) as total
    from sales s
    group by s.customer_id, s.region, s.month
),
visits as (
    select v.customer_id, date_trunc('month', v.seen_at) as month, count(*) as seen,
        count(*) filter (where v.referrer like '%newsletter%') as from_newsletter
    from shop.visits v
    where v.seen_at between timestamp '2024-01-01' and timestamp '2025-01-01'
    group by v.customer_id, date_trunc('month', v.seen_at)
)
select r.month, r.region, c.name, c.email, c.ssn, k.mail,
    round(r.revenue, 2) as revenue,
    round(100 * r.revenue / nullif(r.total, 0), 1) as percent,
    coalesce(v.seen, 0) as seen,
    case when v.from_newsletter > 3 then 'often' when v.from_newsletter > 0 then 'now and then' else 'never' end as newsletter,
    lag(r.revenue) over (partition by r.customer_id order by r.month) as before,
    (select p.title from shop.products p join shop.order_items i on i.product_id = p.id
        join sales s on s.id = i.order_id where s.customer_id = r.customer_id
        order by i.quantity desc limit 1) as favourite
from ranked r
join shop.customers c on c.id = r.customer_id
left join shop.contacts k on k.id = c.id
left join visits v on v.customer_id = r.customer_id and v.month = r.month
where r.place <= 10 and (c.region = r.region or c.region is null)
order by r.month desc, r.region, r.place, c.name
