namespace Sweep.Import.Tests.Optuna;

/// <summary>An Optuna storage as Optuna 3 and 4 lay it out (schema 12), made by SQL.</summary>
internal static class OptunaStorage
{
    public const string Schema = """
        create table studies (study_id integer primary key, study_name varchar(512) not null unique);
        create table study_directions (study_direction_id integer primary key, direction varchar(8) not null, study_id integer not null,
            objective integer not null);
        create table study_system_attributes (id integer primary key, study_id integer, key varchar(512), value_json text);
        create table trials (trial_id integer primary key, number integer, study_id integer, state varchar(8) not null,
            datetime_start datetime, datetime_complete datetime);
        create table trial_user_attributes (trial_user_attribute_id integer primary key, trial_id integer, key varchar(512),
            value_json text);
        create table trial_params (param_id integer primary key, trial_id integer, param_name varchar(512), param_value float,
            distribution_json text);
        create table trial_values (trial_value_id integer primary key, trial_id integer not null, objective integer not null,
            value float, value_type varchar(7) not null);
        create table trial_intermediate_values (trial_intermediate_value_id integer primary key, trial_id integer not null,
            step integer not null, intermediate_value float, intermediate_value_type varchar(7) not null);
        """;

    public const string Categorical =
        """{"name": "CategoricalDistribution", "attributes": {"choices": ["relu", 0.5, true, null, "007"]}}""";

    public const string Integer = """{"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 1, "high": 9}}""";

    public const string Float =
        """{"name": "FloatDistribution", "attributes": {"step": null, "low": 1e-05, "high": 0.1, "log": true}}""";

    /// <summary>A study to be maximised with trials as they come; ids are numbers plus one.</summary>
    public static string Study(string name, params IReadOnlyList<string> states) => $"""
        insert into studies (study_name) values ('{name}');
        insert into study_directions (direction, study_id, objective)
            select 'MAXIMIZE', study_id, 0 from studies where study_name = '{name}';
        {string.Join('\n', states.Select((state, i) => "insert into trials (number, study_id, state) select "
            + $"{i}, study_id, '{state}' from studies where study_name = '{name}';"))}
        """;

    public static string Parameter(int trial, string name, double value, string distribution) =>
        "insert into trial_params (trial_id, param_name, param_value, distribution_json) values "
        + FormattableString.Invariant($"({trial}, '{name}', {value}, '{distribution}');");

    public static string Value(int trial, string value, string type = "FINITE", int objective = 0) =>
        $"insert into trial_values (trial_id, objective, value, value_type) values ({trial}, {objective}, {value}, '{type}');";

    public static string Report(int trial, int step, string value, string type = "FINITE") =>
        "insert into trial_intermediate_values (trial_id, step, intermediate_value, intermediate_value_type) values "
        + $"({trial}, {step}, {value}, '{type}');";

    public static string Attribute(int trial, string key, string json) =>
        $"insert into trial_user_attributes (trial_id, key, value_json) values ({trial}, '{key}', '{json}');";
}
