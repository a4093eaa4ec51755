using Sweep.Planning.Randomness;
using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Transforms;

/// <summary>How two samples are mixed.</summary>
public enum MixingKind
{
    /// <summary>All values: share x own + (1 - share) x partner. Zhang, Cisse, Dauphin, Lopez-Paz: mixup: beyond empirical risk
    /// minimization, ICLR 2018, arXiv 1710.09412, section 2.</summary>
    Mixup,

    /// <summary>A box of the partner's pixels replaces the own ones; the share is what is left of these. Yun, Han, Oh, Chun, Choe, Yoo:
    /// CutMix, ICCV 2019, arXiv 1905.04899, section 3.1.</summary>
    CutMix,
}

/// <summary>Training samples are mixed with others of their batch, after their augmentation, and so are their losses. Share and box are
/// those of the batch, partners a permutation of it.</summary>
/// <param name="Kind">How.</param>
/// <param name="Alpha">The share is drawn from Beta(Alpha, Alpha); above 0.</param>
public sealed record Mixing(MixingKind Kind, double Alpha)
{
    private const string None = "none", Mixup = "mixup", CutMix = "cutmix";
    private const double DefaultAlpha = 1, MaximumAlpha = 1000;

    private static readonly SettingDefinition AlphaDefinition =
        new("alpha", "the share is drawn from Beta(alpha, alpha)", SettingKind.Number)
        {
            Minimum = 0, ExcludesMinimum = true, Maximum = MaximumAlpha, Default = new SettingValue.Number(DefaultAlpha),
        };

    /// <summary>The setting <c>mixing</c>.</summary>
    public static SettingDefinition Definition { get; } = new("mixing", "training samples mixed with others of their batch",
        SettingKind.Choice)
    {
        Default = new SettingValue.Text(None), OmitWhenDefault = true,
        Choices =
        [
            new(None, "each sample by itself"),
            new(Mixup, "weighted means of two samples and of their losses", [AlphaDefinition]),
            new(CutMix, "a box of another sample, and a mean of their losses by area", [AlphaDefinition]),
        ],
    };

    /// <summary>Reads a level: a name, or { name, alpha }.</summary>
    /// <returns>Null for none.</returns>
    /// <exception cref="TrialSettingsException">An unknown name, or an alpha out of range.</exception>
    public static Mixing? Read(SettingValue level)
    {
        var (choice, reader) = SettingsReader.OfChoice(level, Definition);
        return choice.Name switch
        {
            Mixup => new Mixing(MixingKind.Mixup, reader.Number(AlphaDefinition)),
            CutMix => new Mixing(MixingKind.CutMix, reader.Number(AlphaDefinition)),
            _ => null,
        };
    }

    /// <summary>Draws the partners of an epoch and the share of each batch.</summary>
    /// <param name="key">The trial's.</param>
    /// <param name="epoch">Names the epoch's streams: "3".</param>
    /// <param name="order">The samples of the epoch, each once.</param>
    /// <param name="batchSize">How many follow each other in a batch.</param>
    /// <param name="count">Training samples of the dataset; their numbers lie below.</param>
    /// <param name="form">Of the samples.</param>
    public MixedBatches Draw(StreamKey key, string epoch, ReadOnlySpan<int> order, int batchSize, int count, SampleForm form) =>
        new(this, RandomStream.For(key, $"mix/{epoch}"), order, batchSize, count, form);

    /// <summary>Draws a share: X / (X + Y) of two gamma variates. Their logarithms are used: of a small alpha both are 0.</summary>
    internal double DrawShare(RandomStream random)
    {
        double own = LogGamma(random), other = LogGamma(random);
        return 1 / (1 + Math.Exp(other - own));
    }

    /// <summary>Draws the box that a partner fills, of the area 1 - share where none of it lies outside the sample: half of either side
    /// around a pixel, as the authors' program has it. In a signal it is a stretch.</summary>
    internal static PixelBox DrawBox(RandomStream random, double share, SampleForm form)
    {
        double side = form.Height == 1 ? 1 - share : Math.Sqrt(1 - share);
        int height = form.Height == 1 ? 1 : (int)(form.Height * side), width = (int)(form.Width * side);
        int y = random.NextInt(form.Height), x = random.NextInt(form.Width);
        return PixelBox.Around(y, x, height, width, form);
    }

    // Marsaglia, Tsang: A simple method for generating gamma variables, ACM TOMS 26 (2000), doi:10.1145/358407.358414, sections 2 and 6.
    private double LogGamma(RandomStream random)
    {
        double shape = Alpha < 1 ? Alpha + 1 : Alpha, boost = Alpha < 1 ? Math.Log(1 - random.NextDouble()) / Alpha : 0;
        double d = shape - 1.0 / 3, c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = random.NextNormal(), root = 1 + c * x, uniform = 1 - random.NextDouble();
            if (root <= 0)
                continue;
            double v = root * root * root;
            if (Math.Log(uniform) < x * x / 2 + d - d * v + d * Math.Log(v))
                return Math.Log(d * v) + boost;
        }
    }
}
