using Sweep.Planning.Trials;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Settings;
using Sweep.Trainer.Transforms;

namespace Sweep.Trainer.Tests.Data;

public sealed class DatasetPreprocessingTests
{
    private static readonly Preprocessing Colours = Preprocessing.Read(new SettingValue.Text("colourise"))!;

    [Fact]
    public void Training_and_test_images_are_changed_and_bytes_stay_bytes()
    {
        var made = DatasetPreprocessing.Apply(Gray(), Colours, default);
        Assert.Equal((3, 2, 2), (made.Channels, made.Height, made.Width));
        Assert.Equal([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 5, 6, 7, 8, 5, 6, 7, 8], made.Train.Images);
        Assert.Equal([9, 8, 7, 6, 9, 8, 7, 6, 9, 8, 7, 6], made.Test.Images);
        Assert.Equal(Gray().Train.Labels, made.Train.Labels);
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_the_changed_training_images()
    {
        var made = DatasetPreprocessing.Apply(Gray(), Colours, default);
        Assert.All(made.Pixels.Mean, mean => Assert.Equal(4.5 / 255, mean, 1e-12));
        Assert.Null(DatasetCatalogue.Describe(new SettingValue.Text("mnist"), new SettingValue.Text("colourise"))!.Pixels);
    }

    [Fact]
    public void Masks_go_with_their_images()
    {
        byte[] mask = [0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        var split = DatasetSplit.WithMasks([.. mask.Select(m => (byte)(255 * m))], mask, 16);
        var crop = new Preprocessing([new CentreCrop(2, 4), new Resize(1, 2)]);
        var made = DatasetPreprocessing.Apply(new Dataset("masks", 1, 4, 4, new Segmentation(), split, split), crop, default);
        var targets = (Targets.Masks)made.Train.Targets;
        // Rows 1 and 2 are 0 1 1 0 and 0 0 0 0: halves of them, the triangle of .75 .75 .25 along the width: .25 to .3 everywhere.
        Assert.Equal([0, 0], targets.Pixels);
        Assert.Equal(2, targets.Plane);
        var own = DatasetPreprocessing.Apply(new Dataset("masks", 1, 4, 4, new Segmentation(), split, split),
            new Preprocessing(new CentreCrop(2, 2)), default);
        Assert.Equal([1, 1, 0, 0], ((Targets.Masks)own.Train.Targets).Pixels);
        Assert.Equal([255, 255, 0, 0], own.Train.Images);
    }

    [Fact]
    public void Noise_is_drawn_once_for_each_signal_and_numbers_are_normalized_by_what_comes_out()
    {
        float[] values = [.. Enumerable.Range(0, 3000).Select(i => (float)Math.Sin(i))];
        var split = new DatasetSplit(new SampleValues.Numbers(values), new Targets.Classes([0, 1, 0]));
        var signals = new Dataset("signals", 1, 1, 1000, 2, split, split);
        var noise = new Preprocessing(new Noise(0));
        var made = DatasetPreprocessing.Apply(signals, noise, default);
        float[] first = ((SampleValues.Numbers)made.Train.Samples).Values;
        Assert.Equal(first, ((SampleValues.Numbers)DatasetPreprocessing.Apply(signals, noise, default).Train.Samples).Values);
        Assert.NotEqual(first, ((SampleValues.Numbers)made.Test.Samples).Values);
        Assert.Equal(Math.Sqrt(2 * 0.5), made.Pixels.Deviation[0], 0.05); // of signal and noise, each of variance 1/2
        var samples = TrainingSamples.Begin(made, Normalization.Standard, new Augmentation(new CropFlip(4, false)), new StreamKey(1), "1")!;
        float[] seen = new float[1000];
        samples.Load(0, seen);
        Assert.Equal(1, Math.Sqrt(seen.Average(v => v * v)), 0.1);
    }

    [Fact]
    public void A_step_that_does_not_fit_the_samples_is_refused_with_the_dataset()
    {
        var error = Assert.Throws<TrialSettingsException>(() =>
            DatasetPreprocessing.Apply(Gray(), new Preprocessing([new Resize(4, 4), new Grayscale()]), default));
        Assert.Equal("preprocessing.steps[1]: images in red, green and blue are made gray, and these are images of 1x4x4. "
            + "The dataset is gray.", error.Message);
    }

    [Fact]
    public void A_loader_makes_each_preprocessed_dataset_once()
    {
        var loader = new DatasetLoader(new DatasetLocator("/nowhere/data", "/nowhere/cache"), downloader: null, TimeProvider.System);
        var digits = new SettingValue.Text("synthetic-digits");
        var small = new Preprocessing(new Resize(4, 4));
        var made = loader.Load(digits, small, default);
        Assert.Same(made, loader.Load(digits, new Preprocessing(new Resize(4, 4)), default));
        Assert.Equal((4, 28), (made.Height, loader.Load(digits, null, default).Height));
    }

    private static Dataset Gray() => new("gray", 1, 2, 2, 2, new DatasetSplit([1, 2, 3, 4, 5, 6, 7, 8], [0, 1]),
        new DatasetSplit([9, 8, 7, 6], [1]));
}
