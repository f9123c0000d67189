-- Relations of current reports in one shape, discovered in the layout (staging) or declared by meaning (seeds). Of
-- several relations of the same figures (net = cost - income is also cost = net + income) one is kept.

with relation_terms as (
    select
        relation_id,
        term_number,
        role,
        weight,
        figure_id,
        claim_id
    from {{ source('staging', 'relation_terms') }}
    union all
    select
        relation_id,
        term_number,
        role,
        weight,
        figure_id,
        null as claim_id
    from {{ ref('declared_relation_terms') }}
),

signatures as (
    select
        relation_id,
        string_agg(coalesce(figure_id, claim_id), ' ' order by coalesce(figure_id, claim_id)) as figures
    from relation_terms
    group by relation_id
),

relations as (
    select
        relation_id,
        document_id,
        kind,
        form,
        axis,
        expectation,
        reason,
        basis,
        stated_figure_id,
        table_id,
        description,
        'discovered' as origin
    from {{ source('staging', 'relations') }}
    union all
    select
        relation_id,
        document_id,
        kind,
        form,
        axis,
        expectation,
        reason,
        basis,
        stated_figure_id,
        table_id,
        description,
        'declared' as origin
    from {{ ref('declared_relations') }}
),

ranked as (
    select
        relations.*,
        row_number() over (
            partition by
                relations.document_id,
                coalesce(signatures.figures, relations.relation_id),
                case when relations.form in ('sum', 'difference', 'equal') then 'linear' else relations.form end
            order by
                case relations.expectation when 'expected' then 1 when 'blocked' then 2 else 3 end,
                relations.origin desc,
                relations.relation_id asc
        ) as choice
    from relations
    left join signatures on relations.relation_id = signatures.relation_id
)

select
    ranked.relation_id as reconciliation_id,
    reports.report_id,
    ranked.document_id,
    reports.file_name,
    ranked.kind,
    ranked.form,
    ranked.axis,
    ranked.expectation,
    ranked.reason,
    ranked.basis,
    ranked.origin,
    ranked.stated_figure_id,
    ranked.table_id,
    ranked.description
from ranked
inner join {{ ref('dim_report') }} as reports on ranked.document_id = reports.document_id
where ranked.choice = 1
