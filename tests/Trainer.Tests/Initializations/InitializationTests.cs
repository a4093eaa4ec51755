using Sweep.Planning.Specs;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Architectures;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Networks;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Initializations;

/// <summary>Each law is checked by what its paper states, on tensors of some ten thousand numbers.</summary>
public sealed class InitializationTests
{
    private const string Head = "name: a\ndataset: cifar-10\nactivation: relu\noptimizer: sgd\nlearningRate: 0.1\nseeds: 1\n";

    private static readonly ParameterDescription Convolution = new("conv2.weight", ParameterRole.Weight, [60, 20, 5, 5], 500);
    private static readonly ActivationDefinition Relu = ActivationCatalogue.Find("relu")!;

    public static TheoryData<string> Names => [.. InitializationCatalogue.All.Select(i => i.Name)];

    [Theory]
    [InlineData("pytorch", 1.0 / 3 / 500)]
    [InlineData("he", 2.0 / 500)]
    [InlineData("he-fan-out", 2.0 / 1500)]
    [InlineData("he-uniform", 2.0 / 500)]
    [InlineData("xavier-uniform", 2.0 / 2000)]
    [InlineData("xavier-normal", 2.0 / 2000)]
    [InlineData("gain-corrected", 2.0 / 500)]
    [InlineData("normal", 1e-4)]
    [InlineData("truncated-normal", 1e-4 * 0.7737)] // 1 - 4 phi(2)/(2 Phi(2) - 1)
    [InlineData("orthogonal", 1.0 / 500)]           // each row of 500 numbers has length 1
    public void Weights_have_the_variance_of_the_law(string name, double variance)
    {
        float[] weights = Start(Read(name));
        Assert.Equal(1, weights.Average(w => (double)w * w) / variance, 0.03);
        Assert.Equal(0, weights.Average() / Math.Sqrt(variance), 0.03);
    }

    [Theory]
    [InlineData("he-uniform", 6.0 / 500)]
    [InlineData("xavier-uniform", 6.0 / 2000)]
    public void A_uniform_law_fills_its_interval_and_stays_in_it(string name, double squaredBound)
    {
        double bound = Math.Sqrt(squaredBound);
        Assert.InRange(Start(Read(name)).Max(Math.Abs), 0.999 * bound, bound);
    }

    [Fact]
    public void A_truncated_normal_reaches_to_two_deviations_and_no_further() =>
        Assert.InRange(Start(Read("truncated-normal", ("deviation", 0.5))).Max(Math.Abs), 0.99, 1);

    [Theory]
    [InlineData(60, 20)] // (60, 500): rows
    [InlineData(60, 2)]  // (60, 50): columns
    [InlineData(50, 2)]  // (50, 50): both
    public void An_orthogonal_start_has_orthonormal_rows_or_columns_times_its_gain(int outputs, int inputs)
    {
        var weight = Convolution with { Shape = [outputs, inputs, 5, 5], FanIn = inputs * 25 };
        float[] values = Start(Read("orthogonal", ("gain", 2)), weight);
        int columns = inputs * 25, shorter = Math.Min(outputs, columns);
        for (int i = 0; i < shorter; i++)
        {
            for (int j = 0; j <= i; j++)
                Assert.Equal(i == j ? 4 : 0, Product(i, j), 1e-5);
        }

        double Product(int i, int j) => outputs <= columns
            ? Enumerable.Range(0, columns).Sum(k => (double)values[i * columns + k] * values[j * columns + k])
            : Enumerable.Range(0, outputs).Sum(k => (double)values[k * columns + i] * values[k * columns + j]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_tensor_depends_on_its_name_and_on_no_other_tensor(string name)
    {
        var initialization = Read(name);
        float[] alone = Start(initialization);
        Start(initialization, Convolution with { Name = "conv1.weight" });
        Assert.Equal(alone, Start(initialization));
        Assert.NotEqual(alone, Start(initialization, Convolution with { Name = "conv1.weight" }));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Biases_start_at_zero_in_all_but_pytorch(string name)
    {
        var bias = new ParameterDescription("conv1.bias", ParameterRole.Bias, [10], 25);
        Assert.Equal(name != "pytorch", Array.TrueForAll(Start(Read(name), bias), v => v == 0));
    }

    [Fact]
    public void Fan_out_counts_all_outputs_of_a_convolution_with_groups_as_PyTorch_does()
    {
        // torch.nn.init._calculate_fan_in_and_fan_out(torch.nn.Conv2d(20, 60, 5, groups=10).weight) is (50, 1500)
        var layer = new NetworkBuilder("a").Conv2d(60, kernel: 5, groups: 10).Build();
        var weight = ShapedNetwork.Infer(layer, new TensorShape(20, 8, 8)).Parameters[0];
        Assert.Equal((50, 1500), (weight.FanIn, weight.FanOut));
    }

    [Fact]
    public void Zero_gamma_starts_the_last_batch_norm_of_each_residual_branch_at_zero()
    {
        var network = Architecture.Read(new SettingValue.Group(
            [new("name", new SettingValue.Text("resnet")), new("depth", new SettingValue.Number(8))])).For(new TensorShape(3, 32, 32), 10);
        var initialization = Zero("he-fan-out");
        var zero = network.Parameters.Where(p => p.Role == ParameterRole.Scale && Start(initialization, p).All(v => v == 0));
        Assert.Equal(["block1.batchnorm2.weight", "block2.batchnorm2.weight", "block3.batchnorm2.weight"], zero.Select(p => p.Name));
    }

    [Fact]
    public void The_batch_norm_of_a_projection_shortcut_starts_at_one_also_with_zero_gamma()
    {
        var block = new NetworkBuilder("a").Conv2d(8, kernel: 1).BatchNorm();
        int shortcut = block.Here;
        block.From(NetworkDescription.Input).Conv2d(8, kernel: 3, padding: 1).BatchNorm().Activation()
            .Conv2d(8, kernel: 3, padding: 1).BatchNorm().Add(shortcut);
        var network = ShapedNetwork.Infer(block.Build(), new TensorShape(3, 8, 8));
        Assert.Equal(["batchnorm3.weight"], network.Parameters.Where(p => p.EndsResidualBranch && p.Role == ParameterRole.Scale)
            .Select(p => p.Name));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_spec_may_compare_each_level_with_PyTorchs(string name)
    {
        var reading = Spec($"architecture: mnist-conv\ngrid: {{ initialization: [{(name == "pytorch" ? "he" : "pytorch")}, {name}] }}\n"
            + "compare: { factor: initialization }");
        Assert.Empty(reading.Errors.Select(e => e.Message));
        var trained = reading.Spec!.ToPlan().Trials.Select(t => TrialSettings.Read(t.Configuration).Initialization);
        Assert.Contains(name, trained.Select(i => i.Definition.Name));
    }

    [Fact]
    public void A_setting_at_its_default_leaves_a_bare_name_and_so_the_id()
    {
        var ids = Spec("architecture: { name: resnet, depth: 8 }\n"
            + "grid: { initialization: [{ name: he, zeroGamma: [false, true] }] }").Spec!.ToPlan().Trials.ToArray();
        Assert.Equal(["he", "he(zeroGamma=true)"], ids.Select(t => t.Configuration.Settings["initialization"].Label));
    }

    [Theory]
    [InlineData("initialization: xavier", 7, 17, "There is no initialization 'xavier'.")]
    [InlineData("initialization: { name: normal, deviation: 0 }", 7, 44, "0 is out of range: deviation is above 0.")]
    [InlineData("initialization: { name: he, deviation: 1 }", 7, 29, "'he' has no setting 'deviation'.")]
    [InlineData("initialization: { name: he, zeroGamma: true }", 7, 1,
        "zeroGamma changes nothing in 'mnist-conv': it has no residual branch that ends in a batch norm. Leave zeroGamma out")]
    public void A_mistake_is_told_at_its_place(string setting, int line, int column, string message)
    {
        var error = Assert.Single(Spec($"{setting}\narchitecture: mnist-conv").Errors);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    private static SpecReading Spec(string rest) =>
        SpecReader.Read(Head + rest, TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules });

    private static Initialization Zero(string name) => Initialization.Read(new SettingValue.Group(
        [new("name", new SettingValue.Text(name)), new("zeroGamma", new SettingValue.Flag(true))]));

    private static Initialization Read(string name, params (string Name, double Value)[] settings) => Initialization.Read(
        new SettingValue.Group([new("name", new SettingValue.Text(name)),
            .. settings.Select(s => KeyValuePair.Create(s.Name, (SettingValue)new SettingValue.Number(s.Value)))]));

    private static float[] Start(Initialization initialization, ParameterDescription? parameter = null)
    {
        parameter ??= Convolution;
        float[] values = new float[parameter.Count];
        WeightInitializer.Fill(new StreamKey(7), parameter, initialization, Relu, values);
        return values;
    }
}
