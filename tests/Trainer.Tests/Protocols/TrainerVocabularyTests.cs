using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Formulas;
using Sweep.Trainer.Initializations;
using Sweep.Trainer.Protocols;
using Sweep.Trainer.Transforms;

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

    [Theory]
    [InlineData("update: [average = average + g, w = w - rate*average], state: average", "average")]
    [InlineData("update: [average = rate*g, w = w - average]", "average")]
    [InlineData("update: w = w - averaging*rate*g, constants: { averaging: 1 }", "averaging")]
    public void An_optimizer_that_uses_the_names_of_averaging_is_told(string optimizer, string name) => Assert.Equal(
        $"averaging needs the names average and averaging for itself, and 'mine' uses {name}: choose another name there.",
        Assert.Single(Errors($"{Head}activation: relu\nlearningRate: 0.1\naveraging: ema\noptimizer: {{ name: mine, {optimizer} }}\n")));

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
        Assert.Equal([new Augmentation(new CropFlip(4, Flip: true)), new Augmentation(new CropFlip(2, Flip: false))],
            both.Select(s => s.Augmentation));
    }

    [Fact]
    public void Steps_may_be_listed_under_a_name_and_have_one_canonical_form()
    {
        const string Rest = "activation: relu\noptimizer: sgd\nlearningRate: 0.1\n";
        var given = Assert.Single(Plan(Head + Rest
            + "augmentation: { name: strong, steps: [{ name: crop-flip, padding: 4 }, { name: cutout, size: 8 }, rotation] }"));
        var level = given.Settings["augmentation"];
        Assert.Equal("strong", level.Label);
        Assert.Equal("""{"name":"strong","steps":["crop-flip",{"name":"cutout","size":8},"rotation"]}""", level.ToString());
        Assert.Equal(new Augmentation([new CropFlip(4, true), new Cutout(8), new Rotation(15)]), TrialSettings.Read(given).Augmentation);
    }

    [Fact]
    public void Mixing_and_label_smoothing_are_settings_that_a_configuration_leaves_out_at_their_defaults()
    {
        const string Rest = "activation: relu\noptimizer: sgd\nlearningRate: 0.1\n";
        var plain = Assert.Single(Plan(Head + Rest));
        Assert.Equal(plain.Id, Assert.Single(Plan(Head + Rest + "mixing: none\nlabelSmoothing: 0")).Id);
        var settings = Plan(Head + Rest + "labelSmoothing: 0.1\ngrid: { mixing: [none, mixup, { name: cutmix, alpha: [0.5, 1] }] }")
            .Select(TrialSettings.Read).ToArray();
        Assert.Equal([null, new Mixing(MixingKind.Mixup, 1), new Mixing(MixingKind.CutMix, 0.5), new Mixing(MixingKind.CutMix, 1)],
            settings.Select(s => s.Mixing));
        Assert.All(settings, s => Assert.Equal(0.1, s.LabelSmoothing));
    }

    [Fact]
    public void A_phase_has_the_preprocessing_of_the_trial_unless_it_has_one_of_its_own()
    {
        const string Rest = "activation: relu\noptimizer: sgd\nlearningRate: 0.1\npreprocessing: colourise\n";
        var settings = Plan(Head + Rest + "grid: { pretrain: [none, { name: kmnist, epochs: 1 }, "
            + "{ name: cifar-10, epochs: 1, preprocessing: { name: centre-crop, height: 28, width: 28 } }, "
            + "{ name: cifar-10, epochs: 1, preprocessing: none }] }").Select(TrialSettings.Read).ToArray();
        var colours = Preprocessing.Read(new SettingValue.Text("colourise"));
        Assert.All(settings, s => Assert.Equal(colours, s.Preprocessing));
        Assert.Equal([colours, new Preprocessing(new CentreCrop(28, 28)), null], settings[1..].Select(s => s.Pretrain!.Preprocessing));
    }

    [Fact]
    public void A_network_is_judged_by_the_preprocessed_images()
    {
        const string Small = "activation: relu\noptimizer: sgd\nlearningRate: 0.1\npreprocessing: "
            + "{ name: resize, height: 2, width: 2 }\n";
        var error = Assert.Single(SpecReader.Read(Head + Small, ForTraining).Errors);
        Assert.Contains("The dataset mnist has 10 classes of 1x2x2.", error.Message, StringComparison.Ordinal);
        Assert.Empty(SpecReader.Read((Head + Small).Replace("2, width: 2", "40, width: 40", StringComparison.Ordinal), ForTraining).Errors);
    }

    [Fact]
    public void All_mistakes_in_a_list_of_steps_are_told_at_once_each_at_its_place()
    {
        const string Spec = """
            activation: relu
            optimizer: sgd
            learningRate: 0.1
            augmentation:
              name: strong
              steps:
                - { name: crop-flip, padding: -1 }
                - { name: cutuot }
                - { name: rotation, angle: 5 }
                - noise
                - { name: flip, leftRight: false }
                - 7
            """;
        var errors = SpecReader.Read(Head + Spec, TrainerVocabulary.Create()).Errors;
        Assert.Equal(
        [
            (11, "padding is a whole number, at least 0 and at most 1024, not '-1'."),
            (12, "There is no augmentation step 'cutuot'."),
            (13, "'rotation' has no setting 'angle'."),
            (14, "'noise' needs the setting 'snr' (signal-to-noise ratio in decibels)."),
            (15, "A flip neither left to right nor up to down changes nothing; leave it out."),
            (16, "Expected a step, such as { name: crop-flip, padding: 4 }, found '7'."),
        ], errors.Select(e => (e.Line, e.Message)));
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
        Assert.Equal("testDice is measured on masks, and the dataset mnist has classes. Choose a dataset with masks, or another metric, "
            + "such as testAccuracy.", error.Message);
        string masks = (Head + Rest).Replace("mnist-conv", "unet", StringComparison.Ordinal)
            .Replace("mnist", "shape-masks", StringComparison.Ordinal);
        Assert.Empty(SpecReader.Read(masks, ForTraining).Errors);
    }

    [Fact]
    public void The_five_best_are_refused_on_a_dataset_of_five_classes_or_fewer()
    {
        string? Problem(string dataset) => ForTraining.MetricRules.Single(r => r.Setting == "dataset")
            .Check("testTop5Accuracy", new SettingValue.Text(dataset));
        foreach (var known in DatasetCatalogue.All.Where(d => d.Classes is not null))
        {
            Assert.Equal(known.Classes > 5 ? null
                : $"testTop5Accuracy needs 6 classes or more, and the dataset {known.Name} has {known.Classes}: it would always be 1. "
                    + "Choose another metric.", Problem(known.Name));
        }
        Assert.StartsWith("testTop5Accuracy is measured on classes, and the dataset shape-masks has masks.", Problem("shape-masks"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TaskKind.Classification, "testAccuracy", "validationAccuracy")]
    [InlineData(TaskKind.Segmentation, "testAccuracy", "validationAccuracy")]
    [InlineData(TaskKind.Regression, "testMse", "validationMse")]
    public void The_metric_of_a_comparison_that_names_none_follows_the_task(TaskKind task, string judging, string choosing)
    {
        var vocabulary = ForTraining with { TaskSetting = new("dataset", _ => task), MetricRules = [] };
        const string Rest = "optimizer: sgd\nvalidationSplit: 0.1\ngrid: { activation: [relu, tanh], learningRate: [0.1, 0.2] }\n"
            + "compare: { factor: activation, tuning: { factors: [learningRate], selectionSeeds: 1 } }";
        var plan = SpecReader.Read(Head + Rest, vocabulary).Spec!.Comparison!;
        Assert.Equal((judging, choosing), (plan.Metric, plan.Tuning!.Metric));
    }

    [Fact]
    public void A_metric_of_the_whole_training_has_no_value_at_an_epoch()
    {
        const string Rest = "optimizer: sgd\nlearningRate: 0.1\nepochs: 3\ngrid: { activation: [relu, tanh] }\n";
        Assert.Equal("peakMemory is of the whole training, and has no value at an epoch: leave compare.epoch out.",
            Assert.Single(SpecReader.Read(
                Head + Rest + "compare: { factor: activation, metric: peakMemory, epoch: 2 }", ForTraining).Errors).Message);
        Assert.Empty(SpecReader.Read(Head + Rest + "compare: { factor: activation, metric: peakMemory }", ForTraining).Errors);
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
    [InlineData("validationSplit: 0.000001", 3, 1,
        "validationSplit is 0.000001, which keeps none of 60000 training images for validation: choose a larger part, or leave it out.")]
    [InlineData("pretrain: { name: drawn-characters, epochs: 1, trainSamples: 5000 }", 3, 1, "In the phase before: trainSamples is 5000, "
        + "but of 4500 training images 0 are for validation: at most 4500 are left. The dataset is drawn-characters.")]
    [InlineData("trainSamples: 3000000000", 3, 1,
        "trainSamples is 3000000000, but of 60000 training images 0 are for validation: at most 60000 are left.")]
    [InlineData("optimizer: { name: sgd, dampening: 0.5 }", 3, 1, "optimizer.dampening needs a momentum above 0.")]
    [InlineData("optimizer: { name: sgd, nesterov: true }", 3, 1, "optimizer.nesterov needs a momentum above 0.")]
    [InlineData("augmentation: { name: crop-flip, padding: 28 }", 3, 1,
        "augmentation.padding is 28, but images are 28 x 28 pixels: at most 27 leave a part of the image in each crop. The dataset is "
            + "mnist.")]
    [InlineData("loss: dice", 3, 1, "loss: dice is for datasets with masks: leave it out with classes. The dataset is mnist.")]
    [InlineData("pretrain: { name: shape-masks, epochs: 1 }", 3, 1,
        "shape-masks has masks, mnist has classes, and no network makes both: choose two datasets with masks or two with classes.")]
    [InlineData("preprocessing: grayscale", 3, 1,
        "preprocessing: images in red, green and blue are made gray, and these are images of 1x28x28. The dataset is mnist.")]
    [InlineData("preprocessing: { name: centre-crop, height: 32, width: 32 }", 3, 1,
        "preprocessing: 32 x 32 pixels cannot be cut out of images of 1x28x28. The dataset is mnist.")]
    [InlineData("preprocessing: { name: resize, height: 256, width: 256 }", 3, 1, "preprocessing: 60000 images of 1x256x256 have more than "
        + "the 2147483591 values that there may be: choose a smaller size. The dataset is mnist.")]
    [InlineData("pretrain: { name: cifar-10, epochs: 1, preprocessing: colourise }", 3, 1,
        "preprocessing: gray images are colourised, and these are images of 3x32x32. The dataset is cifar-10.")]
    [InlineData("mixing: mixup\ndataset: shape-masks", 2, 1,
        "mixing is for datasets with classes: leave it out, or choose such a dataset. The dataset is shape-masks.")]
    [InlineData("labelSmoothing: 0.1\ndataset: shape-masks", 2, 1,
        "labelSmoothing is for datasets with classes: leave it out, or choose such a dataset. The dataset is shape-masks.")]
    [InlineData("augmentation: { name: two, steps: [cutout, { name: crop-flip, padding: 30 }, { name: noise, snr: 10 }] }", 3, 1,
        "augmentation.steps[1].padding is 30, but images are 28 x 28 pixels: at most 27 leave a part of the image in each crop. "
            + "augmentation.steps[2]: noise at a signal-to-noise ratio is for signals, and these are images of 1x28x28. The dataset is "
            + "mnist.")]
    [InlineData("augmentation: { name: crop-flip, padding: 0, flip: false }", 3, 1,
        "An augmentation with padding 0 and without flip changes nothing; write augmentation: none.")]
    public void What_would_fail_in_training_is_found_before_at_its_place(string setting, int line, int column, string message)
    {
        string optimizer = setting.StartsWith("optimizer", StringComparison.Ordinal) ? "" : "\noptimizer: sgd";
        const string Rest = "architecture: mnist-conv\nactivation: relu\nlearningRate: 1\nseeds: 1";
        string yaml = $"name: a\ndataset: mnist\n{setting}{optimizer}\n{Rest}";
        if (setting.Contains("dataset:", StringComparison.Ordinal)) // of its own, and a network for masks
        {
            yaml = yaml.Replace("dataset: mnist\n", "", StringComparison.Ordinal)
                .Replace("mnist-conv", "unet", StringComparison.Ordinal);
        }
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
