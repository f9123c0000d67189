with

reports as (
    select * from {{ ref('reports') }}
    where is_current
),

reviews as (
    select
        *,
        {{ normalized_label('fulfilled_as_printed') }} as answer_key
    from {{ source('staging', 'contract_reviews') }}
),

answers as (
    select * from {{ ref('contract_answers') }}
),

final as (
    select
        {{ item_key('reports.report_id', 'contract_review', 'reviews.item_number') }} as contract_review_id,
        reports.report_id,
        reports.file_name,
        reports.organization_id,
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
    left join answers on reviews.answer_key = answers.alias
)

select * from final
