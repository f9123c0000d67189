with

indicators as (
    select * from {{ ref('indicators') }}
),

aliases as (
    select * from {{ ref('indicator_aliases') }}
),

-- An official indicator may be in a table of any domain, such as sick leave in a personnel table.
figures as (
    select * from {{ ref('all_figures') }}
    where is_current and (domain = 'goals' or label_key in (select aliases.alias from aliases))
),

goals as (
    select
        *,
        {{ normalized_label('name') }} as name_key,
        {{ normalized_label('text') }} as text_key
    from {{ ref('all_goals') }}
),

-- An official series ends when its definition changes. A figure of a later year belongs to its successor.
official as (
    select
        figures.figure_id,
        aliases.indicator_id
    from figures
    inner join aliases
        on
            figures.label_key = aliases.alias
            and (aliases.from_year is null or figures.year >= aliases.from_year)
            and (aliases.to_year is null or figures.year <= aliases.to_year)
    inner join indicators
        on
            aliases.indicator_id = indicators.indicator_id
            and (
                indicators.unit is null or figures.unit is null or figures.unit = indicators.unit
                or (indicators.unit = 'percent' and figures.unit = 'percentage_point')
                or figures.unit in ('index', 'points', 'count')
            )
    where figures.organization_kind = 'municipality' or figures.scope_source = 'report'
),

printed_levels as (
    select
        figure_id,
        document_id,
        unnest(list_concat(string_split(row_path, ' > '), string_split(section, ' > '), [table_title]))
            as printed_level
    from figures
),

-- The rows of a table have most of their levels in common.
document_levels as (
    select
        document_id,
        printed_level,
        {{ normalized_label('printed_level') }} as level_key
    from (
        select distinct
            document_id,
            printed_level
        from printed_levels
    ) as distinct_levels
),

level_goals as (
    select
        document_levels.document_id,
        document_levels.printed_level,
        goals.goal_number,
        length(goals.name_key) as matched_length
    from document_levels
    inner join goals
        on
            document_levels.document_id = goals.document_id
            and length(goals.name_key) > 3
            and (
                goals.name_key = document_levels.level_key or goals.text_key = document_levels.level_key
                or (length(goals.name_key) >= 12 and contains(document_levels.level_key, goals.name_key))
            )
),

named_goals as (
    select
        printed_levels.figure_id,
        level_goals.goal_number,
        1 as rank,
        level_goals.matched_length
    from printed_levels
    inner join level_goals
        on
            printed_levels.document_id = level_goals.document_id
            and printed_levels.printed_level = level_goals.printed_level
),

-- Without its name in the path, the goal printed last before the figure is the one it measures.
placed_goals as (
    select
        figures.figure_id,
        goals.goal_number,
        2 as rank,
        0 as matched_length
    from figures
    inner join goals
        on
            figures.document_id = goals.document_id
            and (
                coalesce(goals.page_number, 0), coalesce(goals.line_number, 0), coalesce(goals.top, 0)
            ) <= (
                coalesce(figures.page_number, 0), coalesce(figures.line_number, 0), coalesce(figures.top, 0)
            )
    qualify
        row_number() over (
            partition by figures.figure_id
            order by goals.page_number desc, goals.line_number desc, goals.top desc, goals.goal_number desc
        ) = 1
),

linked as (
    select * from named_goals
    union all
    select * from placed_goals
),

best_goals as (
    select
        figure_id,
        goal_number,
        case rank when 1 then 'name' else 'place' end as goal_source
    from linked
    qualify row_number() over (partition by figure_id order by rank, matched_length desc, goal_number desc) = 1
),

final as (
    select
        figures.figure_id,
        figures.document_id,
        figures.label_key,
        coalesce(
            official.indicator_id,
            'L' || {{ hashed(["coalesce(figures.municipality_code, figures.document_id)", 'figures.label_key']) }}
        ) as indicator_id,
        official.indicator_id is not null as is_official,
        best_goals.goal_number,
        best_goals.goal_source
    from figures
    left join official on figures.figure_id = official.figure_id
    left join best_goals on figures.figure_id = best_goals.figure_id
)

select * from final
