select
    {{ view_organization_sv() }},
    facts.goal as mål,
    facts.indicator as indikator,
    facts.kolada_id,
    {{ in_swedish('facts.better') }} as bättre_är,
    {{ in_swedish('facts.scenario') }} as utfall_eller_mål,
    facts.year as år,
    {{ in_swedish('facts.period_type') }} as periodtyp,
    facts.period_start as period_från,
    facts.period_end as period_till,
    facts.value as värde,
    {{ in_swedish('facts.unit') }} as enhet,
    {{ in_swedish('facts.target_operator') }} as målvillkor,
    facts.is_inferred as är_antagen,
    facts.is_missing as saknas,
    {{ view_print_sv() }}
from {{ view_from_sv('views_indicators') }}
