namespace Sweep.Client.Page;

/// <summary>All pages that only read, in the order of the navigation.</summary>
internal static class PageSections
{
    public static IReadOnlyList<IPageSection> All { get; } = [new SweepListSection(), new WorkerSection(), new AboutSection()];
}
