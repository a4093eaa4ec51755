using System.Text.Json;

namespace Sweep.Planning.Trainers;

/// <summary>How a <see cref="ProgramPlan"/> is written in stores and sent between silos: JSON. Frozen: stored rows depend on it.</summary>
public static class ProgramPlanText
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>The text of a plan.</summary>
    public static string Format(ProgramPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return JsonSerializer.Serialize(new Form(plan.Timeout?.TotalSeconds, plan.Silence?.TotalSeconds, plan.Grace.TotalSeconds,
            plan.Metrics), Json);
    }

    /// <summary>Reads what <see cref="Format"/> wrote.</summary>
    /// <exception cref="FormatException">The text is none of those.</exception>
    public static ProgramPlan Parse(string text)
    {
        try
        {
            var form = JsonSerializer.Deserialize<Form>(text, Json) ?? throw new FormatException($"'{text}' is no plan of a program.");
            return new ProgramPlan(Span(form.TimeoutSeconds), Span(form.SilenceSeconds), TimeSpan.FromSeconds(form.GraceSeconds),
                form.Metrics ?? []);
        }
        catch (JsonException error)
        {
            throw new FormatException($"'{text}' is no plan of a program: {error.Message}", error);
        }
    }

    private static TimeSpan? Span(double? seconds) => seconds is { } given ? TimeSpan.FromSeconds(given) : null;

    private sealed record Form(double? TimeoutSeconds, double? SilenceSeconds, double GraceSeconds, IReadOnlyList<string>? Metrics);
}
