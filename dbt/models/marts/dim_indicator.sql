with

indicators as (
    select * from {{ ref('indicators') }}
),

figures as (
    select
        figures.row_label,
        figures.unit,
        figures.municipality_code,
        indicator_figures.indicator_id,
        indicator_figures.is_official
    from {{ ref('indicator_figures') }} as indicator_figures
    inner join {{ ref('all_figures') }} as figures on indicator_figures.figure_id = figures.figure_id
),

official as (
    select
        indicator_id,
        indicator as name,
        kolada_id,
        unit,
        better,
        closing_year,
        cast(null as varchar) as municipality_code
    from indicators
),

own as (
    select
        indicator_id,
        min(row_label) as name,
        cast(null as varchar) as kolada_id,
        min(unit) as unit,
        cast(null as varchar) as better,
        cast(null as integer) as closing_year,
        min(municipality_code) as municipality_code
    from figures
    where not is_official
    group by indicator_id
),

final as (
    select * from official
    union all
    select * from own
)

select * from final
