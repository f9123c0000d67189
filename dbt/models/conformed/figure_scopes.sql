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
        {{ group_row() }} as group_row
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

activities as (
    select distinct alias from {{ ref('activities') }}
),

names as (
    select * from {{ ref('organization_names') }}
),

boards as (
    select
        alias,
        organization
    from {{ ref('organizations') }}
    where kind = 'board' and match = 'exact'
),

table_scopes as (
    select * from {{ ref('table_scopes') }}
),

municipality_scopes as (
    select * from {{ ref('municipality_scopes') }}
),

total_words as (
    select prefix from {{ ref('label_prefixes') }}
    where kind = 'total'
),

total_list as (
    select {{ longest_first() }} as words
    from total_words
),

-- Each name once: an archive prints the same ones again and again.
printed_names as (
    select row_label as printed_name from figures
    union
    select scope_as_printed as printed_name from figures
    union
    select group_row as printed_name from figures
),

keyed_names as (
    select
        printed_name,
        {{ organization_label('printed_name') }} as name_key,
        {{ normalized_label('printed_name') }} as line_key
    from printed_names
),

-- 'Summa Socialnämnden' is a row of Socialnämnden, 'Summa' is a row of the whole table.
judged_names as (
    select
        keyed_names.*,
        {{ without_last_words(without_first_words('keyed_names.name_key', 'total_list.words'), 'total_list.words') }}
            as row_key,
        keyed_names.name_key in (select total_words.prefix from total_words)
        or {{ begins_with('keyed_names.name_key', 'total_list.words') }}
        or {{ ends_with_one('keyed_names.name_key', 'total_list.words') }} as has_total_word
    from keyed_names
    cross join total_list
),

known_names as (
    select
        judged_names.*,
        name_kinds.kind as name_kind,
        row_names.method as row_name_method,
        row_names.kind as row_name_kind,
        line_items.label_key is not null as is_line_item,
        activities.alias is not null as is_activity
    from judged_names
    left join names as name_kinds on judged_names.name_key = name_kinds.name_key
    left join names as row_names on judged_names.row_key = row_names.name_key
    left join line_items on judged_names.line_key = line_items.label_key
    left join activities on judged_names.line_key = activities.alias
),

described as (
    select
        figures.*,
        labels.name_key as label_key,
        labels.row_key,
        labels.has_total_word,
        labels.row_name_method,
        labels.row_name_kind,
        coalesce(printed_scopes.name_key, '') as scope_key,
        printed_scopes.name_kind as scope_name_kind,
        coalesce(group_rows.name_key, '') as group_row_key,
        coalesce(shapes.is_municipal, false) as is_municipal_table,
        coalesce(shapes.boards, 0) as boards_in_table,
        coalesce(shapes.shape = 'organizations', false)
        and (not labels.is_line_item or labels.is_activity)
        and figures.domain in ('finance', 'forecast') as is_organization_row
    from figures
    inner join known_names as labels on figures.row_label = labels.printed_name
    left join known_names as printed_scopes on figures.scope_as_printed = printed_scopes.printed_name
    left join known_names as group_rows on figures.group_row = group_rows.printed_name
    left join shapes on figures.document_id = shapes.document_id and figures.table_id = shapes.table_id
),

-- The groups and rows of a table, by which 'Summa Vård och omsorg' is the total of one of them.
parts_of_tables as (
    select
        table_id,
        name_key,
        min(name_as_printed) as name_as_printed
    from (
        select
            table_id,
            group_row_key as name_key,
            group_row as name_as_printed
        from described
        union
        select
            table_id,
            label_key as name_key,
            row_label as name_as_printed
        from described
        where not has_total_word
    ) as printed_names
    group by table_id, name_key
),

-- One row per figure and rule that gives it an organization; the lowest rank decides: the nearest print first.
candidates as (
    -- The column is of a municipality that the table compares with others.
    select
        1 as rank,
        'compared_column' as rule,
        described.figure_id,
        'column' as source,
        cast(null as varchar) as name_key,
        municipality_scopes.municipality as name_as_printed
    from described
    inner join municipality_scopes on described.figure_id = municipality_scopes.figure_id
    where municipality_scopes.source = 'column'
    union all
    -- The head of the column names the municipality, the group, a board or an administration.
    select
        2 as rank,
        'column' as rule,
        figure_id,
        'column' as source,
        scope_key as name_key,
        scope_as_printed as name_as_printed
    from described
    where scope_source = 'column' and scope_name_kind is not null
    union all
    -- The row's label contains the name of an organization.
    select
        3 as rank,
        'name_in_row' as rule,
        figure_id,
        'row' as source,
        row_key as name_key,
        row_label as name_as_printed
    from described
    where row_name_method = 'part'
    union all
    -- The row is of a municipality that the table compares with others.
    select
        4 as rank,
        'compared_row' as rule,
        described.figure_id,
        'row' as source,
        cast(null as varchar) as name_key,
        municipality_scopes.municipality as name_as_printed
    from described
    inner join municipality_scopes on described.figure_id = municipality_scopes.figure_id
    where municipality_scopes.source = 'row'
    union all
    -- Among boards, 'Kultur- och fritid' is the board of that name.
    select
        5 as rank,
        'board_row' as rule,
        described.figure_id,
        'row' as source,
        min(boards.alias) as name_key,
        min(boards.organization) as name_as_printed
    from described
    inner join boards on boards.alias in (described.row_key || 'nämnd', described.row_key || 'snämnd')
    where described.boards_in_table >= 2 and described.scope_source not in ('column', 'row', 'group_row')
    group by described.figure_id
    union all
    -- A row of a table of organizations is the organization that its label names, known by name or not.
    select
        6 as rank,
        'organization_row' as rule,
        figure_id,
        'row' as source,
        row_key as name_key,
        row_label as name_as_printed
    from described
    where is_organization_row and (row_name_kind is not null or not has_total_word)
    union all
    -- The total of a group of rows is of that group.
    select
        6 as rank,
        'group_total' as rule,
        described.figure_id,
        'row' as source,
        described.row_key as name_key,
        parts_of_tables.name_as_printed
    from described
    inner join parts_of_tables
        on described.table_id = parts_of_tables.table_id and described.row_key = parts_of_tables.name_key
    where described.is_organization_row and described.has_total_word and described.row_name_kind is null
    union all
    -- The row, or a group row above it, is a name by its form.
    select
        case scope_source when 'row' then 5.5 else 7 end as rank,
        'row' as rule,
        figure_id,
        scope_source as source,
        scope_key as name_key,
        scope_as_printed as name_as_printed
    from described
    where scope_source in ('row', 'group_row')
    union all
    -- A row that totals boards, or a whole statement with taxes, is of the municipality, whatever chapter it is in.
    select
        10 as rank,
        'municipal_table' as rule,
        figure_id,
        'report' as source,
        'kommunen' as name_key,
        'Kommunen' as name_as_printed
    from described
    where is_municipal_table
    union all
    -- The table's title or a heading above it names an organization. A chapter of the group is nearer than what the
    -- table is like, a chapter of a board is not.
    select
        case
            when scope_source = 'caption' then 8
            when scope_name_kind in ('group', 'municipality') then 9
            else 11
        end as rank,
        'heading' as rule,
        figure_id,
        scope_source as source,
        scope_key as name_key,
        scope_as_printed as name_as_printed
    from described
    where scope_source in ('caption', 'section')
    union all
    -- The table's title or a heading above it names a unit or an activity.
    select
        case when table_scopes.source = 'caption' then 8.5 else 11.5 end as rank,
        'unit_heading' as rule,
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
        12 as rank,
        'personnel_row' as rule,
        figure_id,
        'row' as source,
        row_key as name_key,
        row_label as name_as_printed
    from described
    where domain = 'personnel' and row_name_kind is not null and row_key != ''
    union all
    select
        13 as rank,
        'report' as rule,
        figure_id,
        'report' as source,
        null as name_key,
        null as name_as_printed
    from described
),

-- A report whose tables of money are mostly such that only a municipality has them is the municipality's own, even when
-- its executive board is on the front page.
municipal_documents as (
    select document_id
    from shapes
    where domain in ('finance', 'forecast', 'investment')
    group by document_id
    having 2 * count(*) filter (where is_municipal) >= count(*)
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
        chosen.source in ('row', 'group_row') as is_of_row,
        case
            when described.scope_source in ('row', 'group_row') and described.scope_key != described.label_key
                then described.scope_key
            else described.group_row_key
        end as outer_key,
        municipality_scopes.municipality_code as compared_code,
        case when chosen.rule in ('compared_column', 'compared_row') then municipality_scopes.municipality end
            as compared_municipality
    from described
    inner join chosen on described.figure_id = chosen.figure_id
    left join municipality_scopes on described.figure_id = municipality_scopes.figure_id
),

-- Employees belong to the administration of a board, so its personnel figures do as well.
of_reports as (
    select
        sourced.*,
        reports.municipality_code as report_code,
        reports.own_municipality,
        reports.organization_source,
        coalesce(shapes.is_municipal, false) as is_municipal_table,
        municipal_documents.document_id is not null and reports.own_municipality is not null
        and sourced.domain in ('finance', 'forecast', 'investment', 'personnel') as is_of_municipality,
        sourced.domain = 'personnel' and reports.organization_kind = 'board' and reports.administration is not null
            as is_staff,
        case
            when is_of_municipality then reports.own_municipality
            when is_staff then reports.administration
            else reports.organization_name
        end as report_name,
        case
            when is_of_municipality then 'municipality'
            when is_staff then 'administration'
            else reports.organization_kind
        end as report_kind
    from sourced
    inner join reports on sourced.document_id = reports.document_id
    left join municipal_documents on sourced.document_id = municipal_documents.document_id
    left join shapes on sourced.document_id = shapes.document_id and sourced.table_id = shapes.table_id
),

-- 'Kommunen' is the municipality of the report.
named as (
    select
        of_reports.*,
        case
            when of_reports.compared_municipality is not null then of_reports.compared_municipality
            when of_reports.rule = 'board_row' then of_reports.name_as_printed
            when names.kind = 'municipality' and names.municipality_code is null
                then coalesce(of_reports.own_municipality, names.organization_name)
            when of_reports.name_key is not null then coalesce(names.organization_name, of_reports.name_key)
        end as scope_name,
        case
            when of_reports.compared_municipality is not null then 'municipality'
            when of_reports.rule = 'board_row' then 'board'
            when of_reports.name_key is not null then coalesce(names.kind, 'unit')
        end as scope_kind,
        case
            when of_reports.compared_municipality is not null then of_reports.compared_code
            when names.municipality_code is not null then names.municipality_code
            else of_reports.report_code
        end as municipality_code,
        case when outer_names.kind in ('board', 'administration') then outer_names.organization_name end as outer_name,
        outer_names.kind as outer_kind,
        -- The whole that the table is of: the municipality when it has rows of several boards.
        case
            when of_reports.is_municipal_table then coalesce(of_reports.own_municipality, 'Kommunen')
            else of_reports.report_name
        end as table_name,
        case when of_reports.is_municipal_table then 'municipality' else of_reports.report_kind end as table_kind
    from of_reports
    left join names on of_reports.name_key = names.name_key
    left join names as outer_names on of_reports.outer_key = outer_names.name_key
),

-- A part with the name of its board is the board's own activity.
organized as (
    select
        *,
        coalesce(
            case
                when scope_kind = 'unit'
                    then {{ organization_stem('scope_name') }} = {{ organization_stem('report_name') }}
            end,
            false
        ) as is_own_activity,
        case when is_own_activity then report_name else coalesce(scope_name, report_name) end as organization_name,
        case when is_own_activity then report_kind else coalesce(scope_kind, report_kind) end as organization_kind,
        case when scope_name is null or is_of_row then table_name else scope_name end as entity_name,
        case when scope_name is null or is_of_row then table_kind else scope_kind end as entity_kind
    from named
),

-- A unit is known by its name within its owner: every board has an administration of its own.
owned as (
    select
        *,
        coalesce(municipality_code, document_id) as holder,
        case
            when organization_kind = 'unit' and name_key is not null
                then trim(regexp_replace({{ without_unit('name_as_printed') }}, '^([\d.]+\s+|[-–•·]\s*)+', ''))
        end as unit_name,
        case
            when organization_kind != 'unit' then null
            when is_of_row and outer_name is not null then outer_name
            when is_of_row then entity_name
            else report_name
        end as owner_name,
        case
            when organization_kind != 'unit' then null
            when is_of_row and outer_name is not null then outer_kind
            when is_of_row then entity_kind
            else report_kind
        end as owner_kind
    from organized
),

full_names as (
    select
        *,
        case when organization_name is not null then concat_ws(' > ', owner_name, organization_name) end
            as organization_full_name,
        case
            when name_key is not null and not is_of_row and entity_kind = 'unit'
                then concat_ws(' > ', owner_name, entity_name)
            else entity_name
        end as entity_full_name
    from owned
),

-- The key of each organization once: a municipality has far fewer of them than figures.
organization_keys as (
    select
        holder,
        full_name,
        kind,
        {{ organization_key('holder', 'holder', 'full_name', 'kind') }} as organization_id
    from (
        select
            holder,
            organization_full_name as full_name,
            organization_kind as kind
        from full_names
        union
        select
            holder,
            entity_full_name as full_name,
            entity_kind as kind
        from full_names
        union
        select
            holder,
            owner_name as full_name,
            owner_kind as kind
        from full_names
    ) as named_organizations
    where full_name is not null
),

final as (
    select
        full_names.figure_id,
        full_names.rule,
        case
            when full_names.organization_name is null then null
            when full_names.rule = 'report' then full_names.organization_source
            when full_names.rule = 'municipal_table' and full_names.own_municipality is null then 'prior'
            else full_names.source
        end as organization_source,
        full_names.municipality_code,
        case
            when full_names.unit_name is not null then {{ organization_display('full_names.unit_name') }}
            else full_names.organization_name
        end as organization_name,
        full_names.organization_kind,
        organizations.organization_id,
        owners.organization_id as owner_id,
        entities.organization_id as entity_id
    from full_names
    left join organization_keys as organizations
        on
            full_names.holder = organizations.holder
            and full_names.organization_full_name = organizations.full_name
            and full_names.organization_kind is not distinct from organizations.kind
    left join organization_keys as owners
        on
            full_names.holder = owners.holder
            and full_names.owner_name = owners.full_name
            and full_names.owner_kind is not distinct from owners.kind
    left join organization_keys as entities
        on
            full_names.holder = entities.holder
            and full_names.entity_full_name = entities.full_name
            and full_names.entity_kind is not distinct from entities.kind
)

select * from final
