with

claims as (
    select * from {{ ref('all_claims') }}
    where is_current
),

terms as (
    select * from {{ ref('reconciliation_terms') }}
    where figure_id is not null
),

-- The figure that a claim is compared with; the first one where the claim follows from several. Where the figure
-- cannot be judged by the claim, another quantity may be meant, and it is a candidate only.
linked as (
    select
        claim_terms.claim_id,
        arg_min(terms.figure_id, terms.term_number) as figure_id,
        arg_min(verdicts.status, terms.term_number) as status,
        arg_min(relations.confidence, terms.term_number) as confidence,
        arg_min(relations.basis, terms.term_number) as reasons
    from {{ ref('reconciliation_terms') }} as claim_terms
    inner join terms on claim_terms.reconciliation_id = terms.reconciliation_id
    inner join {{ ref('reconciliation_verdicts') }} as verdicts
        on claim_terms.reconciliation_id = verdicts.reconciliation_id
    inner join {{ ref('relations') }} as relations
        on claim_terms.reconciliation_id = relations.reconciliation_id
    where claim_terms.claim_id is not null
    group by claim_terms.claim_id
),

final as (
    select
        claims.claim_id,
        claims.report_id,
        claims.file_name,
        claims.organization_id,
        case when linked.status in ('consistent', 'inconsistent') then linked.figure_id end as figure_id,
        case when linked.status not in ('consistent', 'inconsistent') then linked.figure_id end as candidate_figure_id,
        claims.section,
        claims.quote,
        claims.value_as_printed,
        claims.value,
        claims.unit,
        claims.half_unit,
        claims.year,
        claims.kind,
        claims.direction,
        claims.hedge,
        claims.subject,
        case
            when linked.figure_id is null then 'unlinked'
            when linked.status = 'consistent' then 'confirmed'
            when linked.status = 'inconsistent' then 'contradicted'
            else 'ambiguous'
        end as link_status,
        cast(
            case when linked.figure_id is not null then coalesce(linked.confidence, 0.5) end as decimal(5, 4)
        ) as confidence,
        linked.reasons,
        {{ place_columns('claims') }}
    from claims
    left join linked on claims.claim_id = linked.claim_id
)

-- In reading order, as the sentences of a report follow each other.
select * from final
order by file_name, page_number, line_number, top, char_start, x0, claim_id
