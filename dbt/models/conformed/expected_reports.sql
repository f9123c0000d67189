with

expected as (
    select * from {{ source('state', 'expected_reports') }}
),

municipalities as (
    select * from {{ ref('municipalities') }}
),

names as (
    select * from {{ ref('organization_names') }}
),

-- A type may be written as its code or in Swedish.
types as (
    select
        alias,
        report_type
    from {{ ref('report_types') }}
    union
    select
        report_type as alias,
        report_type
    from {{ ref('report_types') }}
),

final as (
    select
        municipalities.municipality_code,
        coalesce(municipalities.municipality, expected.municipality) as municipality,
        coalesce(names.organization_name, expected.board) as board,
        coalesce(types.report_type, expected.report_type) as report_type,
        -- A period that ends in December is written as the year, as in dim_report.
        regexp_replace(expected.period, '-12$', '') as period,
        min(expected.due_on) as due_on
    from expected
    left join municipalities
        on
            regexp_replace({{ normalized_label('expected.municipality') }}, '\s(kommun|stad)$', '')
            in (lower(municipalities.municipality), municipalities.municipality_code)
    left join names on {{ normalized_label('expected.board') }} = names.name_key
    left join types on {{ normalized_label('expected.report_type') }} = types.alias
    group by all
)

select * from final
