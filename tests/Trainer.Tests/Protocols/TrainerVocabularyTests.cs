using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Data;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Protocols;

public sealed class TrainerVocabularyTests
{
    private const string Head = """
        name: test
        dataset: mnist
        architecture: mnist-conv
        seeds: 2

        """;

    [Fact]
    public void Whatever_a_valid_spec_plans_the_trainer_can_read()
    {
        var plan = Plan(Head + """
            protocol: { epochs: 3, batchSize: 64, validationSplit: 0.1, trainSamples: 1000 }
            initialization: gain-corrected
            grid:
              activation:
                - relu
                - arelu
                - { name: arelu, alpha: 0.5, beta: [0, 1] }
                - { name: leaky-relu, slope: 0.2 }
                - { name: mine, formula: "x*sigmoid(a*x)", parameters: { a: 1.5 }, per: channel }
              optimizer:
                - { name: sgd, momentum: 0.9, nesterov: true, weightDecay: 1.0e-4 }
                - { name: adam, beta1: 0.8, beta2: 0.99, epsilon: 1.0e-7 }
              learningRate: [0.1, 0.01]
            """);
        var settings = plan.Select(TrialSettings.Read).ToArray();
        Assert.Equal(6 * 2 * 2, settings.Length);
        Assert.All(settings, s => Assert.Equal((3, 64, 0.1, 1000), (s.Epochs, s.BatchSize, s.ValidationSplit, s.TrainSamples)));
        Assert.Contains(settings, s =>
            s.Activation is { Name: "arelu", LearnableParameters: [{ Name: "alpha", Initial: 0.5 }, { Initial: 1 }] });
        Assert.Contains(settings, s => s.Activation is { Name: "leaky-relu", Parameters: [{ Initial: 0.2 }] });
        Assert.Contains(settings, s => s.Activation is
            { Name: "mine", Scope: ParameterScope.PerChannel, LearnableParameters: [{ Name: "a", Initial: 1.5 }] });
    }

    [Theory]
    [InlineData("averaging: emma", "There is no averaging 'emma'.")]
    [InlineData("averaging: { name: ema, decay: 1 }", "1 is out of range: decay is at least 0 and below 1.")]
    [InlineData("averaging: { name: swa, start: 1.5 }", "averaging.start is 1.5: give a part of the training below 1, or the number of an")]
    [InlineData("averaging: { name: swa, start: 4 }", "averaging.start is epoch 4 and epochs is 3: nothing would be averaged.")]
    public void A_wrong_average_is_told(string averaging, string message) => Assert.StartsWith(message,
        Assert.Single(Errors(Head + $"activation: relu\noptimizer: sgd\nlearningRate: 0.1\nepochs: 3\n{averaging}\n")),
        StringComparison.Ordinal);

    [Fact]
    public void An_optimizer_with_an_average_of_its_own_takes_no_other() => Assert.StartsWith(
        "The network of 'mine' is judged at its state 'x' already",
        Assert.Single(Errors(Head + """
            activation: relu
            optimizer: { name: mine, update: ["w = w - rate*g", "x = 0.5*x + 0.5*w"], state: x, evaluate: x }
            learningRate: 0.1
            averaging: ema
            """)), StringComparison.Ordinal);

    [Fact]
    public void No_average_is_no_part_of_a_trial()
    {
        string spec = Head + "activation: relu\noptimizer: sgd\nlearningRate: 0.1\n";
        Assert.Equal(Assert.Single(Plan(spec)).Id, Assert.Single(Plan(spec + "averaging: none\n")).Id);
        Assert.Null(TrialSettings.Read(Assert.Single(Plan(spec))).Averaging);
    }

    [Fact]
    public void Parameters_at_their_defaults_leave_the_activation_a_bare_name()
    {
        var plain = Assert.Single(Plan(Head + "grid: { activation: [arelu], optimizer: [sgd], learningRate: [0.1] }"));
        var spelled = Assert.Single(Plan(Head
            + "grid: { activation: [{ name: arelu, alpha: 0.9, beta: 2 }], optimizer: [{ name: sgd, momentum: 0 }], "
            + "learningRate: [0.1] }"));
        Assert.Equal(plain.Id, spelled.Id);
        Assert.Equal(new SettingValue.Text("arelu"), plain.Settings["activation"]);
    }

    [Fact]
    public void Defaults_of_the_protocol_are_those_of_the_reference_protocol()
    {
        var settings = TrialSettings.Read(Assert.Single(Plan(Head
            + "grid: { activation: [relu], optimizer: [sgd], learningRate: [0.1] }")));
        Assert.Equal((1, 128, 0.0, (int?)null, Initialization.PyTorch),
            (settings.Epochs, settings.BatchSize, settings.ValidationSplit, settings.TrainSamples, settings.Initialization));
    }

    [Fact]
    public void Normalization_and_augmentation_are_settings_that_a_configuration_leaves_out_at_their_defaults()
    {
        const string Rest = "activation: relu\noptimizer: sgd\nlearningRate: 0.1\n";
        var plain = Assert.Single(Plan(Head + Rest));
        Assert.Equal(plain.Id, Assert.Single(Plan(Head + Rest + "normalization: none\naugmentation: none")).Id);
        Assert.Equal((Normalization.None, (Augmentation?)null),
            (TrialSettings.Read(plain).Normalization, TrialSettings.Read(plain).Augmentation));
        var both = Plan(Head + Rest + "normalization: standard\ngrid: { augmentation: [crop-flip, { name: crop-flip, padding: 2, flip: "
            + "false }] }")
            .Select(TrialSettings.Read).ToArray();
        Assert.All(both, s => Assert.Equal(Normalization.Standard, s.Normalization));
        Assert.Equal([new Augmentation(4, Flip: true), new Augmentation(2, Flip: false)], both.Select(s => s.Augmentation));
    }

    [Fact]
    public void The_loss_of_masks_is_a_setting_that_a_configuration_leaves_out_at_its_default()
    {
        const string Rest = "name: a\nseeds: 1\ndataset: shape-masks\narchitecture: unet\nactivation: relu\noptimizer: sgd\n"
            + "learningRate: 0.1\n";
        var plain = Assert.Single(Plan(Rest));
        Assert.Equal(plain.Id, Assert.Single(Plan(Rest + "loss: cross-entropy")).Id);
        Assert.Equal([PixelLoss.CrossEntropy, PixelLoss.Dice, PixelLoss.Both],
            Plan(Rest + "grid: { loss: [cross-entropy, dice, both] }").Select(c => TrialSettings.Read(c).Loss));
    }

    [Fact]
    public void A_metric_of_masks_is_refused_on_a_dataset_of_classes()
    {
        const string Rest = "optimizer: sgd\nlearningRate: 0.1\ngrid: { activation: [relu, tanh] }\n"
            + "compare: { factor: activation, baseline: relu, metric: testDice }";
        var error = Assert.Single(SpecReader.Read(Head + Rest, ForTraining).Errors);
        Assert.Equal(8, error.Line);
        Assert.Equal("testDice is measured on masks, and the dataset mnist has classes. Choose a dataset with masks, or another metric.",
            error.Message);
        string masks = (Head + Rest).Replace("mnist-conv", "unet", StringComparison.Ordinal)
            .Replace("mnist", "shape-masks", StringComparison.Ordinal);
        Assert.Empty(SpecReader.Read(masks, ForTraining).Errors);
    }

    [Theory]
    [InlineData("normalization: standart\ngrid: { activation: [relu], optimizer: [sgd], learningRate: [0.1] }",
        "There is no normalization 'standart'.")]
    [InlineData("augmentation: { name: crop-flip, pad: 4 }\ngrid: { activation: [relu], optimizer: [sgd], learningRate: [0.1] }",
        "'crop-flip' has no setting 'pad'.")]
    [InlineData("augmentation: { name: crop-flip, padding: -1 }\ngrid: { activation: [relu], optimizer: [sgd], learningRate: [0.1] }",
        "-1 is out of range: padding is at least 0 and at most 1024.")]
    [InlineData("grid: { activation: [{ name: arelu, alfa: 1 }], optimizer: [sgd], learningRate: [0.1] }",
        "'arelu' has no setting 'alfa'.")]
    [InlineData("grid: { activation: [relu], optimizer: [{ name: sgd, momentum: 1 }], learningRate: [0.1] }",
        "1 is out of range: momentum is at least 0 and below 1.")]
    [InlineData("grid: { activation: [relu], optimizer: [sgd], learningRate: [0] }", "0 is out of range: learningRate is above 0.")]
    [InlineData("grid: { activation: [relu], optimizer: [adam], learningRate: [0.1], epochs: [100001] }",
        "100001 is out of range: epochs is at least 1 and at most 100000.")]
    [InlineData("grid: { activation: [relu], optimizer: [adam], learningRate: [0.1], batchSize: [65537] }",
        "65537 is out of range: batchSize is at least 1 and at most 65536.")]
    [InlineData("grid: { activation: [{ name: mine, formula: \"x*sigmod(x)\" }], optimizer: [adam], learningRate: [0.1] }",
        "The formula \"x*sigmod(x)\" cannot be used: column 3: there is no function 'sigmod'; did you mean 'sigmoid'?")]
    public void A_mistake_is_found_when_the_spec_is_read(string grid, string message)
    {
        var error = Assert.Single(SpecReader.Read(Head + grid, TrainerVocabulary.Create()).Errors);
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trainSamples: 70000", 3, 1,
        "trainSamples is 70000, but of 60000 training images 0 are for validation: at most 60000 are left.")]
    [InlineData("protocol: { trainSamples: 55000, validationSplit: 0.1 }", 3, 13,
        "trainSamples is 55000, but of 60000 training images 6000 are for validation: at most 54000 are left.")]
    [InlineData("validationSplit: 0.999999", 3, 1,
        "validationSplit is 0.999999, which keeps all 60000 training images for validation: none is left to train on.")]
    [InlineData("trainSamples: 3000000000", 3, 1,
        "trainSamples is 3000000000, but of 60000 training images 0 are for validation: at most 60000 are left.")]
    [InlineData("optimizer: { name: sgd, nesterov: true }", 3, 1, "optimizer.nesterov needs a momentum above 0.")]
    [InlineData("augmentation: { name: crop-flip, padding: 28 }", 3, 1,
        "augmentation.padding is 28, but images are 28 x 28 pixels: at most 27 leave a part of the image in each crop. The dataset is "
            + "mnist.")]
    [InlineData("loss: dice", 3, 1, "loss: dice is for datasets with masks; use loss: cross-entropy with classes. The dataset is mnist.")]
    [InlineData("pretrain: { name: shape-masks, epochs: 1 }", 3, 1,
        "Of shape-masks and mnist one has masks and the other classes, which no network makes both: choose two datasets with masks or two "
            + "with classes.")]
    [InlineData("augmentation: { name: crop-flip, padding: 0, flip: false }", 3, 1,
        "An augmentation with padding 0 and without flip changes nothing; write augmentation: none.")]
    public void What_would_fail_in_training_is_found_before_at_its_place(string setting, int line, int column, string message)
    {
        string optimizer = setting.StartsWith("optimizer", StringComparison.Ordinal) ? "" : "\noptimizer: sgd";
        const string Rest = "architecture: mnist-conv\nactivation: relu\nlearningRate: 1\nseeds: 1";
        string yaml = $"name: a\ndataset: mnist\n{setting}{optimizer}\n{Rest}";
        var error = Assert.Single(SpecReader.Read(yaml, ForTraining).Errors);
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
        Assert.Empty(SpecReader.Read(yaml, TrainerVocabulary.Create()).Errors); // what is stored already stays readable
    }

    [Fact]
    public void Of_a_factor_only_the_levels_and_datasets_that_do_not_fit_are_mistakes()
    {
        const string Spec = """
            name: a
            architecture: mnist-conv
            activation: relu
            optimizer: sgd
            learningRate: 0.1
            seeds: 2
            grid:
              dataset: [mnist, emnist-letters]
              trainSamples:
                - 1000
                - 100000
                - 70000
            """;
        var errors = SpecReader.Read(Spec, ForTraining).Errors;
        Assert.Equal([(11, "mnist"), (12, "mnist")], errors.Select(e => (e.Line, e.Message.Split(' ')[^1].TrimEnd('.'))));
        Assert.Empty(SpecReader.Read(Spec + "\nexclude: [{ dataset: mnist, trainSamples: [100000, 70000] }]", ForTraining).Errors);
    }

    private static SpecVocabulary ForTraining => TrainerVocabulary.Create() with { Rules = TrainerVocabulary.Rules };

    [Fact]
    public void Every_setting_and_choice_is_described()
    {
        Assert.All(TrainerVocabulary.Settings, s =>
        {
            Assert.NotEmpty(s.Description);
            Assert.All(s.Choices, c => Assert.NotEmpty(c.Description));
            Assert.True(s.Default is null || !s.IsRequired, s.Name);
        });
        Assert.Equal(ActivationCatalogue.All.Select(a => a.Name),
            TrainerVocabulary.Settings.Single(s => s.Name == "activation").Choices.Select(c => c.Name));
    }

    private static string[] Errors(string yaml) => [.. SpecReader.Read(yaml, ForTraining).Errors.Select(e => e.Message)];

    private static Configuration[] Plan(string yaml)
    {
        var reading = SpecReader.Read(yaml, TrainerVocabulary.Create());
        Assert.Empty(reading.Errors.Select(e => $"{e.Line}:{e.Column} {e.Message}"));
        return [.. reading.Spec!.ToPlan().Trials.Select(t => t.Configuration).DistinctBy(c => c.Id)];
    }
}
