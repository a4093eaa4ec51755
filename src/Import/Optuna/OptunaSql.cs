namespace Sweep.Import.Optuna;

/// <summary>The queries to an Optuna storage. $study is the study's id; each row about a trial begins with the trial's id.</summary>
/// <remarks>The tables are those of optuna/storages/_rdb/models.py, schema version 12.</remarks>
internal static class OptunaSql
{
    /// <summary>Id, name and number of trials of each study.</summary>
    public const string Studies = """
        select s.study_id, s.study_name, count(t.trial_id)
        from studies s left join trials t on t.study_id = s.study_id
        group by s.study_id, s.study_name
        order by s.study_id
        """;

    /// <summary>The direction of each objective.</summary>
    public const string Directions = "select direction from study_directions where study_id = $study order by objective";

    /// <summary>A JSON list of the objectives' names, where the study has them.</summary>
    public const string ObjectiveNames = """
        select value_json from study_system_attributes where study_id = $study and key = 'study:metric_names'
        """;

    /// <summary>Id, number and state of each trial.</summary>
    public const string Trials = """
        select trial_id, coalesce(number, trial_id), state from trials where study_id = $study order by number, trial_id
        """;

    /// <summary>Name, internal value and distribution of each parameter.</summary>
    public const string Parameters = """
        select t.trial_id, p.param_name, p.param_value, p.distribution_json
        from trial_params p join trials t on t.trial_id = p.trial_id
        where t.study_id = $study
        order by p.param_id
        """;

    /// <summary>Key and JSON of each user attribute.</summary>
    public const string UserAttributes = """
        select t.trial_id, a.key, a.value_json
        from trial_user_attributes a join trials t on t.trial_id = a.trial_id
        where t.study_id = $study
        order by a.trial_user_attribute_id
        """;

    /// <summary>Objective, value and kind of value.</summary>
    public const string Values = """
        select t.trial_id, v.objective, v.value, v.value_type
        from trial_values v join trials t on t.trial_id = v.trial_id
        where t.study_id = $study
        order by v.trial_value_id
        """;

    /// <summary>Step, value and kind of value of what trials reported on the way.</summary>
    public const string IntermediateValues = """
        select t.trial_id, v.step, v.intermediate_value, v.intermediate_value_type
        from trial_intermediate_values v join trials t on t.trial_id = v.trial_id
        where t.study_id = $study
        order by v.trial_intermediate_value_id
        """;
}
