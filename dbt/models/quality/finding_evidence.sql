-- The figures that show a finding: the stated one, its terms, and the one believed to be at fault.

select
    causes.finding_id,
    terms.figure_id,
    terms.claim_id,
    terms.role,
    terms.term_number,
    terms.weight
from {{ ref('finding_causes') }} as causes
inner join {{ ref('reconciliation_terms') }} as terms on causes.reconciliation_id = terms.reconciliation_id
union all
select
    causes.finding_id,
    checks.hint_figure_id as figure_id,
    null as claim_id,
    checks.hint as role,
    null as term_number,
    null as weight
from {{ ref('finding_causes') }} as causes
inner join {{ ref('fct_reconciliation') }} as checks on causes.reconciliation_id = checks.reconciliation_id
where checks.hint_figure_id is not null
