using Sweep.Client.CommandLine;
using Sweep.Planning.Plans;
using Sweep.Testing;

namespace Sweep.Client.Tests;

public sealed class SweepReferenceTests : IDisposable
{
    private const string Spec = "name: acts\ndataset: mnist\narchitecture: mnist-conv\noptimizer: sgd\nlearningRate: 0.1\ngrid: { "
        + "activation: [relu, arelu] }\nseeds: 8\ncompare: { factor: activation }\n";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_edited_spec_is_told_with_both_plans_and_the_remedy()
    {
        string path = folder["acts.yaml"];
        var submitted = Read(path, Spec).PlanHash!.Value;
        var edited = Read(path, Spec.Replace("seeds: 8", "seeds: 9", StringComparison.Ordinal));
        string? warning = edited.DescribeEdit(submitted);
        Assert.StartsWith($"Warning: {path} is not what was submitted: its plan is {edited.PlanHash!.Value.Value[..11]}..., the stored "
            + $"sweep 'acts' has {submitted.Value[..11]}...", warning, StringComparison.Ordinal);
        Assert.EndsWith($"`sweep submit {path}` takes up the change.", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_change_the_plan_is_no_edit() =>
        Assert.Null(Read(folder["acts.yaml"], "# a remark\n" + Spec).DescribeEdit(Read(folder["acts.yaml"], Spec).PlanHash!.Value));

    [Fact]
    public void A_name_has_no_file_to_differ() => Assert.Null(SweepReference.Parse("acts").DescribeEdit(new PlanHash("p1-other")));

    private static SweepReference Read(string path, string spec)
    {
        File.WriteAllText(path, spec);
        return SweepReference.Parse(path);
    }
}
