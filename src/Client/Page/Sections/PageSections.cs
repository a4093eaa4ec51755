using Sweep.Client.Page.Comparisons;
using Sweep.Client.Page.Queries;
using Sweep.Client.Page.Sweeps;
using Sweep.Client.Page.Trials;

namespace Sweep.Client.Page.Sections;

/// <summary>All pages that only read, in the order of the navigation.</summary>
internal static class PageSections
{
    public static IReadOnlyList<IPageSection> All { get; } =
    [
        new SweepListSection(), new SweepSection(), new CompareSection(), new TrialSection(), new WorkerSection(), new QuerySection(),
        new AboutSection(),
    ];
}
