-- Relations of current reports in one shape, discovered in the layout or declared by meaning (seeds). Of several
-- relations of the same figures (net = cost - income is also cost = net + income) one is kept.

with relation_terms as (
    select
        relation_id,
        term_number,
        role,
        weight,
        figure_id,
        claim_id
    from {{ ref('discovered_relation_terms') }}
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
        array_to_string(
            list_sort(list(coalesce(figure_id, claim_id)) filter (where coalesce(figure_id, claim_id) is not null)), ' '
        ) as figures
    from relation_terms
    group by relation_id
),

relations as (
    select
        relation_id,
        report_id,
        document_id,
        file_name,
        kind,
        form,
        axis,
        expectation,
        reason,
        basis,
        stated_figure_id,
        table_id,
        description,
        confidence,
        'discovered' as origin
    from {{ ref('discovered_relations') }}
    where is_current
    union all
    select
        declared_relations.relation_id,
        reports.report_id,
        declared_relations.document_id,
        reports.file_name,
        declared_relations.kind,
        declared_relations.form,
        declared_relations.axis,
        declared_relations.expectation,
        declared_relations.reason,
        declared_relations.basis,
        declared_relations.stated_figure_id,
        declared_relations.table_id,
        declared_relations.description,
        cast(null as decimal(28, 6)) as confidence,
        'declared' as origin
    from {{ ref('declared_relations') }} as declared_relations
    inner join {{ ref('dim_report') }} as reports on declared_relations.document_id = reports.document_id
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
    relation_id as reconciliation_id,
    report_id,
    document_id,
    file_name,
    kind,
    form,
    axis,
    expectation,
    reason,
    basis,
    origin,
    stated_figure_id,
    table_id,
    description,
    confidence
from ranked
where choice = 1
