using Sweep.Planning.Trials;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>Vibration signals of a planetary gearbox with eight states of health, computed by <see cref="GearboxSignal"/>.</summary>
/// <remarks>The content is frozen: results stored under the name "gearbox" must stay comparable.</remarks>
public static class GearboxFaults
{
    private const int Cells = 8 * 9; // classes x conditions; counts are multiples, so that both parts are balanced

    private static readonly StreamKey Key = new(0x6765_6172_626f_7873UL);

    /// <summary>The catalogue's entry.</summary>
    public static DatasetDescription Description { get; } = new()
    {
        Name = "gearbox",
        Summary = "vibration of a planetary gearbox, healthy or with one of seven faults, computed by this program; needs no files",
        Citation = "none; the states are those of Zhao et al. 2021, IEEE Transactions on Industrial Electronics 68(3), "
            + "doi:10.1109/TIE.2020.2972458",
        TrainCount = 160 * Cells,
        TestCount = 40 * Cells,
        Task = new Classification(GearboxSignal.States.Count),
        Height = 1,
        Width = GearboxSignal.Length,
        HasNumbers = true,
        Pixels = new([0], [1]),
        Format = new ComputedFormat<float>((part, index, signal) => GearboxSignal.Compute(Key, part, index, signal)),
    };
}
