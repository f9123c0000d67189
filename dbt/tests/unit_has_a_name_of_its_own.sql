select
    units.organization_id,
    units.name,
    parents.name as parent
from {{ ref('dim_organization') }} as units
inner join {{ ref('dim_organization') }} as parents on units.parent_organization_id = parents.organization_id
where units.kind = 'unit' and {{ organization_stem('units.name') }} = {{ organization_stem('parents.name') }}
