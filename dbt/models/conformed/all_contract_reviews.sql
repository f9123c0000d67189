with

reviews as (
    select * from {{ source('staging', 'contract_reviews') }}
),

reports as (
    select * from {{ ref('reports') }}
),

scopes as (
    select * from {{ ref('list_scopes') }}
),

answers as (
    select * from {{ ref('contract_answers') }}
),

final as (
    select
        {{ item_key('reports.report_id', 'contract_review', 'reviews.item_number') }} as contract_review_id,
        reviews.document_id,
        reviews.item_number,
        reports.report_id,
        reports.file_name,
        reports.is_current,
        coalesce(scopes.organization_id, reports.organization_id) as organization_id,
        reviews.section,
        reviews.contract,
        reviews.followed_up,
        answers.fulfilled,
        reviews.fulfilled_as_printed,
        reviews.deficiency,
        reviews.effect,
        reviews.action,
        {{ place_columns('reviews') }}
    from reviews
    inner join reports on reviews.document_id = reports.document_id
    left join scopes
        on reviews.document_id = scopes.document_id and reviews.scope_as_printed = scopes.scope_as_printed
    left join answers on {{ normalized_label('reviews.fulfilled_as_printed') }} = answers.alias
)

select * from final
