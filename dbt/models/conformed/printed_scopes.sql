with

-- The kinds of rows that concern an organization as figures do.
printed as (
    {%- for name in [
        'goals', 'assessments', 'assignments', 'internal_controls', 'contract_reviews', 'evaluation_remarks'
    ] %}
    select
        document_id,
        scope_as_printed
    from {{ source('staging', name) }}
    {%- if not loop.last %}
    union
    {%- endif %}
    {%- endfor %}
),

final as (
    select
        document_id,
        scope_as_printed
    from printed
    where scope_as_printed is not null
)

select * from final
