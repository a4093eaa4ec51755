using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Schedules;

/// <summary>The user's own schedule: <c>{ name: mine, formula: "value*(1 - fraction)^2" }</c>.</summary>
public static class UserSchedule
{
    /// <summary>The key that tells a user's own schedule from one of the catalogue.</summary>
    public const string Key = "formula";

    private static readonly string[] Keys = ["name", Key];

    /// <summary>How specs write it.</summary>
    public static UserDefinition Definition { get; } = new(Key, "schedule", Read);

    /// <summary>The schedule of a level.</summary>
    /// <exception cref="TrialSettingsException">The level is wrong.</exception>
    public static ScheduleDefinition Create(SettingValue.Group level)
    {
        var reading = Read(level);
        return reading.Canonical is { } canonical
            ? Schedule(canonical)
            : throw new TrialSettingsException($"The schedule is wrong: {string.Join(" ", reading.Errors.Select(e => e.Message))}");
    }

    private static UserDefinitionReading Read(SettingValue.Group level)
    {
        ArgumentNullException.ThrowIfNull(level);
        List<UserDefinitionError> errors = [.. level.Settings.Keys.Except(Keys).Select(k =>
            new UserDefinitionError(k, $"There is no key '{k}' here.", Keys, k))];
        if (level.Settings[Key] is not SettingValue.Text)
        {
            errors.Add(new(Key, $"Expected a formula such as \"value*(1 - fraction)^2\", found {level.Settings[Key].Kind}."));
        }
        else
        {
            var schedule = Schedule(level);
            var formulas = schedule.Read(out var mistakes);
            string? problem = formulas is null ? string.Join("; ", mistakes) : ScheduleDefinition.RateProblem(formulas.Rate);
            if (problem is not null)
                errors.Add(new(Key, $"The formula \"{schedule.Formula}\" cannot be used: {problem}."));
        }
        return errors.Count > 0
            ? UserDefinitionReading.Wrong(errors)
            : UserDefinitionReading.Right(new SettingValue.Group(
                [new("name", level.Settings["name"]), new(Key, new SettingValue.Text(Schedule(level).Formula))]));
    }

    private static ScheduleDefinition Schedule(SettingValue.Group level)
    {
        string formula = string.Join(' ', level.Settings[Key].Label.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return new ScheduleDefinition(level.Settings.GetValueOrDefault("name")?.Label ?? "", "defined by the user", "", [], formula);
    }
}
