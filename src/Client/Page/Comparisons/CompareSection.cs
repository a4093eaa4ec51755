using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Sweep.Analysis;
using Sweep.Analysis.Comparisons;
using Sweep.Analysis.Names;
using Sweep.Analysis.Questions;
using Sweep.Client.Compare;
using Sweep.Client.Report.Documents;
using Sweep.Client.Report.Formats;
using Sweep.Planning.Trials;
using Sweep.Store;

namespace Sweep.Client.Page.Comparisons;

/// <summary>The comparison of a sweep: the page, its numbers as files, its tables and figures.</summary>
internal sealed class CompareSection : IPageSection
{
    /// <inheritdoc/>
    public void Map(IEndpointRouteBuilder routes, PageContext context)
    {
        var answers = new CompareAnswers(context.Store);
        routes.MapGet("/sweeps/{sweep}/compare", (string sweep, HttpRequest request) =>
            ShowAsync(sweep, request, context.Store, answers));
        Map("/sweeps/{sweep}/compare.json", "application/json", (answer, _) => ComparisonJson.Write(answer.View) + "\n");
        Map("/sweeps/{sweep}/compare.csv", "text/csv", (answer, _) => ComparisonCsv.Write(answer.View));
        Map("/sweeps/{sweep}/compare/tables/{id}.csv", "text/csv", (answer, id) => Find(answer, id) is { } t ? CsvTable.Write(t) : null);
        Map("/sweeps/{sweep}/compare/tables/{id}.tex", "text/x-tex", (answer, id) =>
            Find(answer, id) is { } t ? LatexTable.Write(t) : null);
        Map("/sweeps/{sweep}/compare/figures/{id}.svg", "image/svg+xml", (answer, id) =>
            answer.Document.Figures.FirstOrDefault(f => f.Id == id)?.Drawing?.ToSvg(isFile: true));

        void Map(string pattern, string type, Func<CompareAnswer, string, string?> write) =>
            routes.MapGet(pattern, (string sweep, HttpRequest request) =>
                DownloadAsync(sweep, request, type, Path.GetExtension(pattern), context.Store, answers, write));
    }

    private static async Task<IResult> ShowAsync(string name, HttpRequest request, ITrialReader store, CompareAnswers answers)
    {
        var cancellation = request.HttpContext.RequestAborted;
        var status = await StoredSweeps.FindAsync(store, name, cancellation);
        var choices = await CompareChoices.ReadAsync(store, status, cancellation);
        var address = Read(name, request, choices);
        IReadOnlyList<FieldMistake> mistakes = [];
        Html answer;
        try
        {
            answer = choices is { IsPlanKnown: true, Planned: null } && address.Settings is { Factor: null, Rows: null, Mistakes.Count: 0 }
                ? Html.Of($"""
                    <p class="notice">The spec plans no comparison. Choose the factor to compare; the answer will be exploratory.</p>
                    """)
                : await AnswerAsync(status, address, answers, cancellation);
        }
        catch (QuestionException unasked)
        {
            mistakes = FieldMistake.Create(unasked.Message);
            answer = ComparePage.Mistakes(mistakes);
        }
        return new PageDocument($"Compare {name}", Html.Of($"""
            <div class="compare">
            <div class="ask">
            <p class="to-answer"><a href="#answer">To the answer</a></p>
            {new CompareForm(address, choices, mistakes).Render(PageAddress.Compare(name))}
            <p id="compare-status" class="status" role="status"></p>
            </div>
            <div id="answer" class="answer" tabindex="-1">
            {answer}
            </div>
            </div>

            """))
        {
            Trail = [("Sweeps", PageAddress.Sweeps), (name, PageAddress.Sweep(name))],
            IsLive = false, // an answer costs more than a page: who wants a newer one asks again
            Scripts = ["report.js", "compare.js"],
        }.ToResult();
    }

    private static async Task<Html> AnswerAsync(SweepStatus status, CompareAddress address, CompareAnswers answers,
        CancellationToken cancellation)
    {
        var answer = await answers.GetAsync(status, address.Settings, cancellation);
        LevelComparison? explained = address.Explain is { } explain ? ExplainedComparison.Find(answer.View.Report, explain,
            label => address.Settings.For(answer.View.Question.Trainer).Vocabulary.ShownLabel(answer.View.Question.Factor, label)) : null;
        return ComparePage.Render(address, answer, explained);
    }

    private static async Task<IResult> DownloadAsync(string name, HttpRequest request, string type, string extension, ITrialReader store,
        CompareAnswers answers, Func<CompareAnswer, string, string?> write)
    {
        var cancellation = request.HttpContext.RequestAborted;
        var status = await StoredSweeps.FindAsync(store, name, cancellation);
        var address = Read(name, request, await CompareChoices.ReadAsync(store, status, cancellation));
        try
        {
            var answer = await answers.GetAsync(status, address.Settings, cancellation);
            string id = request.RouteValues["id"] as string ?? "comparison";
            return write(answer, id) is { } content
                ? Results.File(Encoding.UTF8.GetBytes(content), type + "; charset=utf-8", $"{name}-{id}{extension}")
                : Results.NotFound();
        }
        catch (QuestionException unasked)
        {
            return Results.Text(unasked.Message + "\n", "text/plain", Encoding.UTF8, StatusCodes.Status400BadRequest);
        }
    }

    private static CompareAddress Read(string name, HttpRequest request, CompareChoices choices) =>
        CompareAddress.Read(name, request.Query, (setting, label) => choices.LevelsOf(setting).Contains(label));

    private static ReportTable? Find(CompareAnswer answer, string id) => answer.Document.Tables.FirstOrDefault(t => t.Id == id);
}
