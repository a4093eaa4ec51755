using Sweep.Planning.Specs.Reading;

namespace Sweep.Import.Designs;

/// <summary>Gives a study the names that a spec can have: "learning rate" becomes "learning_rate", and people are told.</summary>
internal static class StudyNames
{
    /// <summary>The study and the request with such names; names that become equal are a mistake.</summary>
    public static (ImportedStudy Study, ImportRequest Request) Rename(ImportedStudy study, ImportRequest request, MistakeList mistakes,
        List<string> notes)
    {
        var question = request.Question;
        string[] replicates = [.. question.Seed is { } seed ? new[] { seed } : [], .. question.PairedBy, .. question.Ignored];
        var settings = Names(study.Runs.SelectMany(r => r.Settings.Keys).Distinct().Except(replicates), DeclaredNames.ForSetting);
        var metrics = Names(study.Metrics.Keys, DeclaredNames.ForMetric);
        if (settings.Concat(metrics).All(n => n.Key == n.Value))
            return (study, request);

        return (study with
        {
            Runs = [.. study.Runs.Select(r => r with
            {
                Settings = r.Settings.ToDictionary(s => Of(settings, s.Key), s => s.Value),
                Epochs = [.. r.Epochs.Select(e => e with
                {
                    Values = [.. e.Values.Select(v => KeyValuePair.Create(Of(metrics, v.Key), v.Value))],
                })],
            })],
            Metrics = study.Metrics.ToDictionary(m => Of(metrics, m.Key), m => m.Value),
        }, request with
        {
            LowerIsBetter = request.LowerIsBetter?.Select(m => Of(metrics, m)).ToArray(),
            Question = question with
            {
                Factor = Of(settings, question.Factor),
                Blocks = question.Blocks?.Select(b => Of(settings, b)).ToArray(),
                Metrics = [.. question.Metrics.Select(m => Of(metrics, m))],
            },
        });

        Dictionary<string, string> Names(IEnumerable<string> names, Func<string, string> make)
        {
            var made = names.ToDictionary(n => n, make);
            foreach (var same in made.GroupBy(n => n.Value).Where(g => g.Count() > 1))
                mistakes.Add($"{study.Source}: {string.Join(" and ", same.Select(n => n.Key))} would both be called {same.Key}. "
                    + "Rename one.");
            foreach (var (name, other) in made.Where(n => n.Key != n.Value))
                notes.Add($"'{name}' is called {other} here.");
            return made;
        }
    }

    private static string Of(Dictionary<string, string> names, string name) => names.GetValueOrDefault(name, name);
}
