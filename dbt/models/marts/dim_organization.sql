with

organizations as (
    select * from {{ ref('all_organizations') }}
),

final as (
    select
        organizations.organization_id,
        organizations.municipality_code,
        organizations.organization as name,
        organizations.kind,
        parents.organization_id as parent_organization_id,
        parents.organization as parent
    from organizations
    left join organizations as parents on organizations.parent_organization_id = parents.organization_id
)

select * from final
