with

claims as (
    select * from {{ ref('all_claims') }}
    where is_current
),

terms as (
    select * from {{ ref('reconciliation_terms') }}
    where figure_id is not null
),

-- The figure that a claim is compared with; the first one where the claim follows from several.
linked as (
    select
        claim_terms.claim_id,
        arg_min(terms.figure_id, terms.term_number) as figure_id,
        arg_min(verdicts.status, terms.term_number) as status
    from {{ ref('reconciliation_terms') }} as claim_terms
    inner join terms on claim_terms.reconciliation_id = terms.reconciliation_id
    inner join {{ ref('reconciliation_verdicts') }} as verdicts
        on claim_terms.reconciliation_id = verdicts.reconciliation_id
    where claim_terms.claim_id is not null
    group by claim_terms.claim_id
),

final as (
    select
        claims.claim_id,
        claims.report_id,
        claims.file_name,
        claims.organization_id,
        linked.figure_id,
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
        -- An equal value proves the link, one that looks like a slip nearly does, words alone do not.
        cast(
            case
                when linked.status = 'consistent' then 1
                when linked.status = 'inconsistent' then 0.9
                when linked.figure_id is not null then 0.5
            end as decimal(5, 4)
        ) as confidence,
        {{ place_columns('claims') }}
    from claims
    left join linked on claims.claim_id = linked.claim_id
)

select * from final
