with

municipalities as (
    select * from {{ ref('municipalities') }}
),

final as (
    select
        municipality_code,
        municipality,
        kind
    from municipalities
)

select * from final
