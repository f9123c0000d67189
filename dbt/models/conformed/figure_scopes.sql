with

figures as (
    select
        figure_id,
        document_id,
        table_id,
        domain,
        row_label,
        scope_source,
        scope_as_printed,
        {{ normalized_label('row_label') }} as label_key,
        {{ normalized_label('scope_as_printed') }} as scope_key,
        {{ normalized_label("list_extract(string_split(row_path, ' > '), -2)") }} as group_row_key
    from {{ source('staging', 'figures') }}
),

reports as (
    select * from {{ ref('reports') }}
),

shapes as (
    select * from {{ ref('table_shapes') }}
),

line_items as (
    select label_key from {{ ref('line_item_labels') }}
),

names as (
    select * from {{ ref('organization_names') }}
),

table_scopes as (
    select * from {{ ref('table_scopes') }}
),

total_words as (
    select prefix from {{ ref('label_prefixes') }}
    where kind = 'total'
),

total_pattern as (
    select {{ prefix_pattern() }} as pattern
    from total_words
),

-- 'Summa Socialnämnden' is a row of Socialnämnden, 'Summa' is a row of the whole table.
labelled as (
    select
        figures.*,
        regexp_replace(figures.label_key, total_pattern.pattern, '') as row_key,
        figures.label_key in (select total_words.prefix from total_words)
        or regexp_matches(figures.label_key, total_pattern.pattern) as has_total_word
    from figures
    cross join total_pattern
),

described as (
    select
        labelled.*,
        row_names.method as row_name_method,
        row_names.kind as row_name_kind,
        coalesce(shapes.shape = 'organizations', false) and line_items.label_key is null as is_organization_row
    from labelled
    left join shapes on labelled.document_id = shapes.document_id and labelled.table_id = shapes.table_id
    left join line_items on labelled.label_key = line_items.label_key
    left join names as row_names on labelled.row_key = row_names.name_key
),

-- One row per figure and rule that gives it an organization; the lowest rank decides.
candidates as (
    -- The row's label contains the name of an organization.
    select
        1 as rank,
        'name_in_row' as rule,
        figure_id,
        'row' as source,
        row_key as name_key,
        row_label as name_as_printed
    from described
    where row_name_method = 'part' and scope_key = ''
    union all
    -- A row of a finance table of organizations is the organization that its label names, known by name or not.
    select
        2 as rank,
        'finance_row' as rule,
        figure_id,
        'row' as source,
        row_key as name_key,
        row_label as name_as_printed
    from described
    where
        is_organization_row and domain = 'finance' and (scope_key = '' or scope_source = 'row')
        and (row_name_kind is not null or not has_total_word)
    union all
    -- The reading found the organization in row, header, caption or section.
    select
        3 as rank,
        'printed_scope' as rule,
        figure_id,
        scope_source as source,
        case when scope_source = 'row' and is_organization_row then row_key else scope_key end as name_key,
        case when scope_source = 'row' and is_organization_row then row_label else scope_as_printed end
            as name_as_printed
    from described
    where scope_key != ''
    union all
    -- The table's title or a heading above it names a unit or an activity.
    select
        4 as rank,
        'table_heading' as rule,
        described.figure_id,
        table_scopes.source,
        table_scopes.name_key,
        table_scopes.name_as_printed
    from described
    inner join table_scopes
        on described.document_id = table_scopes.document_id and described.table_id = table_scopes.table_id
    union all
    -- A row of a personnel table is an organization only when its name is known.
    select
        5 as rank,
        'personnel_row' as rule,
        figure_id,
        'row' as source,
        row_key as name_key,
        row_label as name_as_printed
    from described
    where domain = 'personnel' and row_name_kind is not null and row_key != ''
    union all
    select
        6 as rank,
        'report' as rule,
        figure_id,
        'report' as source,
        null as name_key,
        null as name_as_printed
    from described
),

chosen as (
    select * from candidates
    qualify row_number() over (partition by figure_id order by rank) = 1
),

-- A row below the row of an organization is a part of that one.
sourced as (
    select
        described.figure_id,
        described.document_id,
        described.table_id,
        described.domain,
        chosen.rule,
        chosen.source,
        chosen.name_key,
        chosen.name_as_printed,
        case
            when described.scope_source = 'row' and described.scope_key != described.label_key then described.scope_key
            else described.group_row_key
        end as outer_key
    from described
    inner join chosen on described.figure_id = chosen.figure_id
),

-- Employees belong to the administration of a board, so its personnel figures do as well. A table that only a
-- municipality can have is the municipality's in any report.
report_organizations as (
    select
        sourced.*,
        reports.municipality_code,
        reports.municipality,
        coalesce(shapes.has_total, false) as table_has_total,
        case
            when shapes.is_municipal and reports.municipality is not null then reports.municipality
            when sourced.domain = 'personnel' and reports.organization_kind = 'board'
                then coalesce(reports.administration, reports.organization_name)
            else reports.organization_name
        end as report_name,
        case
            when shapes.is_municipal and reports.municipality is not null then 'municipality'
            when
                sourced.domain = 'personnel' and reports.organization_kind = 'board'
                and reports.administration is not null then 'administration'
            else reports.organization_kind
        end as report_kind
    from sourced
    inner join reports on sourced.document_id = reports.document_id
    left join shapes on sourced.document_id = shapes.document_id and sourced.table_id = shapes.table_id
),

scope_organizations as (
    select
        report_organizations.*,
        case
            when names.kind = 'municipality' then coalesce(report_organizations.municipality, names.organization_name)
            else coalesce(names.organization_name, report_organizations.name_key)
        end as scope_name,
        coalesce(names.kind, 'unit') as scope_kind,
        case when outer_names.kind in ('board', 'administration') then outer_names.organization_name end as outer_name,
        outer_names.kind as outer_kind
    from report_organizations
    left join names on report_organizations.name_key = names.name_key
    left join names as outer_names on report_organizations.outer_key = outer_names.name_key
),

-- A row that names the table's own organization beside a total is a part of it: the board's own activity.
organized as (
    select
        *,
        case when name_key is null then report_name else scope_name end as organization_name,
        case
            when name_key is null then report_kind
            when source = 'row' and table_has_total and lower(scope_name) = lower(report_name) then 'unit'
            else scope_kind
        end as organization_kind,
        case when name_key is null or source = 'row' then report_name else scope_name end as entity_name,
        case when name_key is null or source = 'row' then report_kind else scope_kind end as entity_kind
    from scope_organizations
),

-- A unit is known by its name within its owner: every board has an administration of its own.
owned as (
    select
        *,
        case
            when organization_kind != 'unit' then null
            when source = 'row' and outer_name is not null then outer_name
            when source = 'row' then entity_name
            else report_name
        end as owner_name,
        case
            when organization_kind != 'unit' then null
            when source = 'row' and outer_name is not null then outer_kind
            when source = 'row' then entity_kind
            else report_kind
        end as owner_kind
    from organized
),

final as (
    select
        figure_id,
        rule,
        source,
        case
            when organization_kind = 'unit' and name_key is not null
                then upper(trim(name_as_printed)[1]) || trim(name_as_printed)[2:]
            else organization_name
        end as organization_name,
        organization_kind,
        case
            when organization_name is not null then {{ organization_key(
                'municipality_code', 'document_id', "concat_ws(' > ', owner_name, organization_name)",
                'organization_kind'
            ) }}
        end as organization_id,
        case
            when owner_name is not null
                then {{ organization_key('municipality_code', 'document_id', 'owner_name', 'owner_kind') }}
        end as owner_id,
        case
            when name_key is not null and source != 'row' and entity_kind = 'unit' then {{ organization_key(
                'municipality_code', 'document_id', "concat_ws(' > ', owner_name, entity_name)", 'entity_kind'
            ) }}
            when entity_name is not null
                then {{ organization_key('municipality_code', 'document_id', 'entity_name', 'entity_kind') }}
        end as entity_id
    from owned
)

select * from final
