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
        {{ organization_label('row_label') }} as label_key,
        {{ normalized_label('row_label') }} as line_key,
        {{ organization_label('scope_as_printed') }} as scope_key,
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

total_pattern as (
    select
        {{ prefix_pattern() }} as pattern,
        {{ suffix_pattern() }} as pattern_at_end
    from total_words
),

-- 'Summa Socialnämnden' is a row of Socialnämnden, 'Summa' is a row of the whole table.
labelled as (
    select
        figures.*,
        {{ organization_label('figures.group_row') }} as group_row_key,
        regexp_replace(
            regexp_replace(figures.label_key, total_pattern.pattern, ''), total_pattern.pattern_at_end, ''
        ) as row_key,
        figures.label_key in (select total_words.prefix from total_words)
        or regexp_matches(figures.label_key, total_pattern.pattern)
        or regexp_matches(figures.label_key, total_pattern.pattern_at_end) as has_total_word
    from figures
    cross join total_pattern
),

described as (
    select
        labelled.*,
        row_names.method as row_name_method,
        row_names.kind as row_name_kind,
        scope_names.kind as scope_name_kind,
        coalesce(shapes.is_municipal, false) as is_municipal_table,
        coalesce(shapes.boards, 0) as boards_in_table,
        coalesce(shapes.shape = 'organizations', false)
        and (line_items.label_key is null or activities.alias is not null)
        and labelled.domain in ('finance', 'forecast') as is_organization_row,
        line_items.label_key is not null as is_line_item
    from labelled
    left join shapes on labelled.document_id = shapes.document_id and labelled.table_id = shapes.table_id
    left join line_items on labelled.line_key = line_items.label_key
    left join activities on labelled.line_key = activities.alias
    left join names as row_names on labelled.row_key = row_names.name_key
    left join names as scope_names on labelled.scope_key = scope_names.name_key
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
        from labelled
        union
        select
            table_id,
            label_key as name_key,
            row_label as name_as_printed
        from labelled
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
            scope_kind = 'unit'
            and {{ organization_stem('scope_name') }} = {{ organization_stem('report_name') }},
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
        trim(regexp_replace({{ without_unit('name_as_printed') }}, '^([\d.]+\s+|[-–•·]\s*)+', '')) as name_alone,
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

final as (
    select
        figure_id,
        rule,
        case
            when organization_name is null then null
            when rule = 'report' then organization_source
            when rule = 'municipal_table' and own_municipality is null then 'prior'
            else source
        end as organization_source,
        municipality_code,
        case
            when organization_kind = 'unit' and name_key is not null
                then {{ organization_display('name_alone') }}
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
            when name_key is not null and not is_of_row and entity_kind = 'unit' then {{ organization_key(
                'municipality_code', 'document_id', "concat_ws(' > ', owner_name, entity_name)", 'entity_kind'
            ) }}
            when entity_name is not null
                then {{ organization_key('municipality_code', 'document_id', 'entity_name', 'entity_kind') }}
        end as entity_id
    from owned
)

select * from final
