using Sweep.Client.Page.Comparisons;
using Sweep.Client.Page.Queries;

namespace Sweep.Client.Page.Sections;

/// <summary>All pages that only read, in the order of the navigation.</summary>
internal static class PageSections
{
    public static IReadOnlyList<IPageSection> All { get; } =
        [new SweepListSection(), new CompareSection(), new WorkerSection(), new QuerySection(), new AboutSection()];
}
