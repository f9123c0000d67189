with

claims as (
    select * from {{ source('staging', 'claims') }}
),

reports as (
    select * from {{ ref('reports') }}
),

final as (
    select
        claims.claim_id,
        claims.document_id,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        reports.organization_id,
        claims.section,
        claims.quote,
        claims.value_as_printed,
        cast(claims.value as decimal(28, 6)) as value,
        claims.unit,
        cast(claims.half_unit as decimal(28, 6)) as half_unit,
        cast(claims.decimals as integer) as decimals,
        cast(claims.year as integer) as year,
        claims.kind,
        claims.direction,
        claims.hedge,
        claims.subject,
        {{ place_columns('claims') }}
    from claims
    inner join reports on claims.document_id = reports.document_id
)

select * from final
