using Sweep.Planning.Trials;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Cpu.Tests;
using Sweep.Trainer.Data;
using Sweep.Trainer.Optimizers;
using Sweep.Trainer.Tests.Optimizers;
using Sweep.Trainer.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>The same trial in both engines: equal weights, equal batches, and after 50 steps losses that agree to a thousandth.</summary>
public sealed class EngineParityTests
{
    private static readonly Dataset Images = Together.First(300, 16);
    private static readonly TrialTrainer Torch = Together.Torch(dataset: Images);
    private static readonly TrialTrainer Cpu = Together.Cpu(Images);

    public static TheoryData<string, string> Catalogue
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (string architecture in new[] { "mnist-conv", "mnist-linear" })
            {
                foreach (var activation in ActivationCatalogue.All)
                    rows.Add(architecture, activation.Name);
            }
            return rows;
        }
    }

    // One epoch of 50 batches of 3: the mean of the 50 losses, then the test loss of the weights after them. Learning rates are such that a
    // training does not multiply differences of rounding: with AReLU at 0.01 the loss on these images falls a thousandfold within 50 steps.
    // Batch norms
    // within an activation divide by the spread of a batch, which is next to nothing now and then for 3 images: such activations get 15 in
    // 5 epochs.
    [Theory]
    [MemberData(nameof(Catalogue))]
    public void Fifty_steps_of_every_activation_between_convolutions_and_between_vectors(string architecture, string activation)
    {
        int epochs = ActivationCatalogue.Find(activation)!.Network is null ? 1 : 5;
        Check(("architecture", Invented.Text(architecture)), ("activation", Invented.Text(activation)), ("epochs", Invented.Number(epochs)),
            ("learningRate", Invented.Number(0.001)), ("trainSamples", Invented.Number(150)), ("batchSize", Invented.Number(3 * epochs)));
    }

    // Where a batch norm within an activation has one number per channel, that is its own mean.
    [Theory]
    [MemberData(nameof(Networks))]
    public void Epochs_that_end_with_a_batch_of_one(string activation) => Check(("activation", Invented.Text(activation)),
        ("epochs", Invented.Number(3)), ("learningRate", Invented.Number(0.001)), ("trainSamples", Invented.Number(46)),
        ("batchSize", Invented.Number(15)));

    public static TheoryData<string> Networks => [.. ActivationCatalogue.All.Where(a => a.Network is not null).Select(a => a.Name)];

    public static TheoryData<string> Optimizers => ["plain", "momentum", "nesterov", "decay", "adam", "adam with decay"];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Fifty_steps_of_every_optimizer(string optimizer)
    {
        var settings = optimizer switch
        {
            "plain" => Invented.Text("sgd"),
            "momentum" => Together.Group(("name", Invented.Text("sgd")), ("momentum", Invented.Number(0.8))),
            "nesterov" => Together.Group(("name", Invented.Text("sgd")), ("momentum", Invented.Number(0.8)),
                ("nesterov", new SettingValue.Flag(true))),
            "decay" => Together.Group(("name", Invented.Text("sgd")), ("weightDecay", Invented.Number(0.02))),
            "adam" => Invented.Text("adam"),
            _ => Together.Group(("name", Invented.Text("adam")), ("beta1", Invented.Number(0.8)), ("beta2", Invented.Number(0.99)),
                ("epsilon", Invented.Number(1e-6)),
                ("weightDecay", Invented.Number(0.02))),
        };
        Check(("optimizer", settings),
            ("learningRate", Invented.Number(optimizer.StartsWith("adam", StringComparison.Ordinal) ? 0.0002 : 0.002)),
            ("epochs", Invented.Number(5)), ("trainSamples", Invented.Number(40)), ("batchSize", Invented.Number(4)));
    }

    // The scale of a step is that of the rate: a rounding that turns a sign hardly moves the loss.
    [Theory]
    [InlineData("sign", 0.0002)]
    [InlineData("lion", 0.0002)]
    [InlineData("lamb", 0.002)]
    [InlineData("rprop", 0.0002)]
    public void Fifty_steps_of_an_optimizer_that_a_user_wrote(string optimizer, double rate) => Check(
        ("optimizer", Definition(TestOptimizers.Users[optimizer].Definition)), ("learningRate", Invented.Number(rate)),
        ("epochs", Invented.Number(5)), ("trainSamples", Invented.Number(40)), ("batchSize", Invented.Number(4)));

    [Theory]
    [InlineData("sgd", 0.001)]
    [InlineData("adam", 0.0002)]
    public void Fifty_steps_of_one_cycle(string optimizer, double rate) => Check(
        ("optimizer", Invented.Text(optimizer)),
        ("learningRate", Together.Group(("value", Invented.Number(rate)), ("schedule", Invented.Text("one-cycle")))),
        ("epochs", Invented.Number(5)), ("trainSamples", Invented.Number(40)), ("batchSize", Invented.Number(4)));

    // Batch norms in the activations; after each epoch their statistics are made anew at the average.
    [Theory]
    [InlineData("ema", "decay", 0.9)]
    [InlineData("swa", "start", 2)]
    public void Fifty_steps_with_an_average(string average, string setting, double value) => Check(
        ("averaging", Together.Group(("name", Invented.Text(average)), (setting, Invented.Number(value)))),
        ("activation", Invented.Text("aprelu")), ("epochs", Invented.Number(5)), ("validationSplit", Invented.Number(0.1)),
        ("learningRate", Invented.Number(0.001)), ("trainSamples", Invented.Number(150)), ("batchSize", Invented.Number(15)));

    [Theory]
    [InlineData("schedule-free-sgd", 0.01)]
    [InlineData("schedule-free-adamw", 0.0001)]
    public void Fifty_steps_that_are_judged_at_another_state_with_batch_norms(string optimizer, double rate) => Check(
        ("optimizer", Invented.Text(optimizer)), ("activation", Invented.Text("aprelu")), ("epochs", Invented.Number(5)),
        ("learningRate", Invented.Number(rate)), ("trainSamples", Invented.Number(150)), ("batchSize", Invented.Number(15)));

    [Fact]
    public void A_state_that_no_step_reads_is_kept_where_networks_are_judged_at_it() => Check(
        ("optimizer", Together.Group(("name", Invented.Text("mine")), ("state", Invented.Text("x")),
            ("update", Invented.Text("x = w; w = x - rate*g")), ("evaluate", Invented.Text("x")))),
        ("learningRate", Invented.Number(0.001)), ("trainSamples", Invented.Number(150)), ("batchSize", Invented.Number(15)));

    [Fact]
    public void Fifty_steps_of_a_schedule_after_a_warm_up() => Check(
        ("learningRate", Together.Group(("value", Invented.Number(0.004)), ("schedule", Invented.Text("cosine")),
            ("warmup", Invented.Number(2)))),
        ("epochs", Invented.Number(5)), ("trainSamples", Invented.Number(40)), ("batchSize", Invented.Number(4)));

    [Theory]
    [InlineData("pytorch")]
    [InlineData("he")]
    [InlineData("gain-corrected")]
    public void Every_initialisation_and_a_validation_split(string initialization) =>
        Check(("initialization", Invented.Text(initialization)),
        ("validationSplit", Invented.Number(0.2)), ("trainSamples", Invented.Number(200)), ("epochs", Invented.Number(2)),
            ("learningRate", Invented.Number(0.001)));

    [Theory]
    [InlineData("none")]
    [InlineData("crop-flip")]
    [InlineData("rotation")]
    [InlineData("random-erasing")]
    public void Normalized_and_augmented_images_and_a_validation_split(string augmentation) => Check(
        ("normalization", Invented.Text("standard")), ("augmentation", Invented.Text(augmentation)),
            ("validationSplit", Invented.Number(0.2)),
        ("trainSamples", Invented.Number(150)), ("epochs", Invented.Number(2)), ("learningRate", Invented.Number(0.0005)));

    [Fact]
    public void Preprocessed_images_in_another_size() => Check(
        ("preprocessing", Together.Group(("name", Invented.Text("resize")), ("height", Invented.Number(28)),
            ("width", Invented.Number(32)))),
        ("normalization", Invented.Text("standard")), ("trainSamples", Invented.Number(150)), ("epochs", Invented.Number(2)),
        ("learningRate", Invented.Number(0.0005)));

    [Theory]
    [InlineData("none")]
    [InlineData("mixup")]
    [InlineData("cutmix")]
    public void Mixed_samples_and_smooth_labels_and_a_last_batch_that_is_smaller(string mixing) => Check(
        ("mixing", Invented.Text(mixing)), ("labelSmoothing", Invented.Number(0.1)), ("augmentation", Invented.Text("crop-flip")),
        ("trainSamples", Invented.Number(130)), ("epochs", Invented.Number(2)), ("learningRate", Invented.Number(0.0005)));

    [Fact]
    public void Settings_and_metrics_are_named_alike()
    {
        var trial = Invented.Trial(1, ("validationSplit", Invented.Number(0.2)));
        var (_, torch) = Together.Train(Torch, trial);
        var (_, cpu) = Together.Train(Cpu, trial);
        Assert.Equal(cpu.Heard.Select(h => (h.Metrics.Epoch, string.Join(",", h.Metrics.Values.Select(v => v.Key)))),
            torch.Heard.Select(h => (h.Metrics.Epoch, string.Join(",", h.Metrics.Values.Select(v => v.Key)))));
    }

    private static SettingValue Definition(OptimizerDefinition optimizer) => Together.Group(
        ("name", Invented.Text("mine")), ("update", Texts(optimizer.Update)), ("state", Texts(optimizer.States)),
        ("constants", Together.Group([.. optimizer.Constants.Select(c => (c.Name, c.Default!))])));

    private static SettingValue Texts(IEnumerable<string> texts) => new SettingValue.List([.. texts.Select(Invented.Text)]);

    private static void Check(params (string, SettingValue)[] settings) => Together.Agree(Torch, Cpu, Invented.Trial(5, settings));
}
