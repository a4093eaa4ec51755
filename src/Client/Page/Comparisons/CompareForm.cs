using System.Globalization;
using Sweep.Planning.Plans;

namespace Sweep.Client.Page.Comparisons;

/// <summary>The form that asks. It is sent by GET, so that each question has an address; a script sends it when something
/// changes.</summary>
internal sealed class CompareForm(CompareAddress address, CompareChoices choices, IReadOnlyList<FieldMistake> mistakes)
{
    private const int MaxOpenLevels = 12;

    private readonly string? factor = address[CompareField.Factor] ?? choices.Planned?.Factor;

    /// <summary>The whole form.</summary>
    /// <param name="sweepAddress">Address of the comparison without wishes.</param>
    public Html Render(string sweepAddress) => Html.Of($"""
        <form id="compare-form" class="question" method="get" action="{sweepAddress}" data-compare>
        <h2>Question</h2>
        {Select(CompareField.Factor, choices.Planned?.Factor, choices.Factors.Select(f => f.Name), "choose one")}
        {Baseline()}
        {Flag()}
        {Select(CompareField.Metric, choices.Planned?.Metric, choices.Metrics, "the sweep's own")}
        {Input(CompareField.Epoch, Planned(p => p.Epoch) ?? "the last", choices.LastEpoch is { } last
            ? string.Create(CultureInfo.InvariantCulture, $"1 to {last}") : "from 1")}
        {Filters()}
        {More("test", "Test and error rate", [CompareField.Alpha, CompareField.Rope, CompareField.Test, CompareField.Adjustment,
            CompareField.Power, CompareField.Target, CompareField.Bootstrap], Html.Of($"""
            {Input(CompareField.Alpha, Planned(p => p.Alpha) ?? "0.05", "family-wise, between 0 and 0.5")}
            {Input(CompareField.Rope, Planned(p => p.Rope) ?? "0", "in the unit of the metric: 0.002 is 0.2 percentage points")}
            {Select(CompareField.Test, choices.Planned?.Test is { } test ? PlannedTests.Names.GetName(test) : null,
                PlannedTests.Names.All, "what fits the trials")}
            {Select(CompareField.Adjustment, choices.Planned?.Adjustment is { } method ? AdjustmentMethods.Names.GetName(method) : null,
                AdjustmentMethods.Names.All, "what fits the test")}
            {Input(CompareField.Power, "0.8", "of what the pairs can find")}
            {Input(CompareField.Target, "none", "adds the mean shortfall from it")}
            {Input(CompareField.Bootstrap, "2000", "0 for none; by default none beyond 5000 trials")}
            """))}
        {More("means", "Table of means", [CompareField.Rows, CompareField.Columns, CompareField.Focus], Html.Of($"""
            {Boxes(CompareField.Columns, choices.Factors.Select(f => f.Name).Union(address.Settings.Columns),
                address.Settings.Columns.Contains)}
            {Select(CompareField.Rows, null, choices.Factors.Select(f => f.Name), "the factor")}
            {Select(CompareField.Focus, null, choices.LevelsOf(address.Settings.Rows ?? factor), "the baseline, else the best")}
            """))}
        <p class="buttons"><button type="submit">Compare</button>{(!address.HasWishes ? Html.Empty
            : Html.Of($" <a href=\"{sweepAddress}\">{(choices.Planned is null ? "Start again" : $"Ask {choices.AsPlanned}")}</a>"))}</p>
        </form>

        """);

    private string? Planned(Func<ComparisonPlan, IFormattable?> value) => choices.Planned is { } plan
        && value(plan) is { } planned ? $"{planned.ToString(null, CultureInfo.InvariantCulture)}, {choices.AsPlanned}" : null;

    private Html Baseline()
    {
        bool isPlannedFactor = choices.Planned is { } plan && factor == plan.Factor;
        return Select(CompareField.Baseline, isPlannedFactor ? choices.Planned!.Baseline : null, choices.LevelsOf(factor),
            isPlannedFactor ? $"none: all pairs, {choices.AsPlanned}" : "none: all pairs");
    }

    private Html Flag() => Html.Of($"""
        <div class="field"><label class="box"><input type="checkbox" id="{CompareField.AllPairs.Id}" name="{CompareField.AllPairs.Name}"
         value="{CompareAddress.Yes}"{Checked(address.Settings.AllPairs)}{Invalid(CompareField.AllPairs)}>
         <span>{CompareField.AllPairs.Label}, without a baseline</span></label>{Told(CompareField.AllPairs)}</div>
        """);

    // The planned choice is the empty one: who leaves it asks as planned. What was written and is no choice stays to be seen.
    private Html Select(CompareField field, string? planned, IEnumerable<string> values, string otherwise)
    {
        string written = address[field] is { } text && text != planned ? text : "";
        var options = values.Where(v => v != planned).Prepend("").Union([written]);
        return Html.Of($"""
            <div class="field"><label for="{field.Id}">{field.Label}</label>
            <select id="{field.Id}" name="{field.Name}"{Invalid(field)}>
            {options.Select(value => Html.Of($"""
                <option value="{value}"{Html.Trusted(value == written ? " selected" : "")}>{(value.Length > 0 ? value
                    : planned is null ? otherwise : $"{planned}, {choices.AsPlanned}")}</option>
                """))}
            </select>{Told(field)}</div>

            """);
    }

    private Html Input(CompareField field, string absent, string help) => Html.Of($"""
        <div class="field"><label for="{field.Id}">{field.Label}</label>
        <input type="text" id="{field.Id}" name="{field.Name}" value="{address[field]}" placeholder="{absent}" autocomplete="off"
         spellcheck="false" aria-describedby="{field.Id}-help{(Find(field).Length > 0 ? $" {field.Id}-wrong" : "")}"{InvalidAlone(field)}>
        <small id="{field.Id}-help">{help}</small>{Told(field)}</div>

        """);

    private Html Boxes(CompareField field, IEnumerable<string> values, Func<string, bool> isChosen) => Html.Of($"""
        <fieldset id="{field.Id}" class="field"{Invalid(field)}><legend>{field.Label}</legend>
        {values.Select(value => Box(field, value, value, isChosen(value)))}{Told(field)}</fieldset>

        """);

    private static Html Box(CompareField field, string value, string label, bool isChosen) => Html.Of($"""
        <label class="box"><input type="checkbox" id="{field.Id}-{value}" name="{field.Name}" value="{value}"{Checked(isChosen)}>
         <span>{label}</span></label>
        """);

    private Html Filters()
    {
        var where = address.Settings.Where;
        var others = where.Where(w => choices.Factors.All(f => f.Name != w.Key)).Select(w => (Name: w.Key, Levels: w.Value));
        return More("filters", $"{CompareField.Where.Label} …", [CompareField.Where], Html.Of($"""
            <p class="help">Nothing ticked in a group: all its levels.</p>
            {choices.Factors.Concat(others).Select(f => Group(f.Name, [.. f.Levels.Union(where.GetValueOrDefault(f.Name, []))]))}
            {Told(CompareField.Where)}
            """));

        Html Group(string name, IReadOnlyList<string> levels)
        {
            var chosen = where.GetValueOrDefault(name, []);
            var boxes = levels.Select(level => Box(CompareField.Where, $"{name}={level}", level, chosen.Contains(level)));
            return Html.Of($"""
                <details id="filter-{name}"{Html.Trusted(chosen.Count > 0 || levels.Count <= MaxOpenLevels ? " open" : "")}>
                <summary>{name}</summary><div role="group" aria-label="{name}">{boxes}</div></details>
                """);
        }
    }

    // Closed unless something in it was written or is wrong.
    private Html More(string id, string summary, CompareField[] fields, Html body) => Html.Of($"""
        <details id="more-{id}" class="more"{Html.Trusted(address.Has(fields) || fields.Any(f => Find(f).Length > 0) ? " open" : "")}>
        <summary>{summary}</summary>
        {body}
        </details>

        """);

    private FieldMistake[] Find(CompareField field) => [.. mistakes.Where(m => m.Field == field)];

    private Html Invalid(CompareField field) => Find(field).Length == 0 ? Html.Empty
        : Html.Of($" aria-describedby=\"{field.Id}-wrong\"{InvalidAlone(field)}");

    private Html InvalidAlone(CompareField field) => Html.Trusted(Find(field).Length == 0 ? "" : " aria-invalid=\"true\"");

    private Html Told(CompareField field) => Find(field) is { Length: > 0 } found
        ? Html.Of($"<p class=\"wrong\" id=\"{field.Id}-wrong\">{string.Join(' ', found.Select(m => m.Text))}</p>")
        : Html.Empty;

    private static Html Checked(bool isChosen) => Html.Trusted(isChosen ? " checked" : "");
}
