using Sweep.Planning.Trials;

namespace Sweep.Trainer.Data.Drawn;

/// <summary>The dataset that needs no files: digits written by a program in MNIST's format and sizes.</summary>
/// <remarks>The content is frozen: results stored under the name "synthetic-digits" must stay comparable.</remarks>
public static class SyntheticDigits
{
    private static readonly StreamKey Key = new(0x73796e_7464_6967UL);

    /// <summary>The catalogue's entry.</summary>
    public static DatasetDescription Description { get; } = new()
    {
        Name = "synthetic-digits",
        Summary = "digits drawn by this program, in MNIST's format and sizes; needs no files",
        Citation = "none; elastic distortion after Simard, Steinkraus, Platt: Best practices for convolutional neural networks applied to "
            + "visual document analysis. ICDAR 2003, doi:10.1109/ICDAR.2003.1227801",
        TrainCount = 60_000,
        TestCount = 10_000,
        Task = new Classification(10),
        Pixels = new([.1327], [.2917]),
        Format = new DrawnFormat(Key, () => new DigitRenderer()),
    };

    /// <summary>Draws the first images of both parts, on all cores.</summary>
    /// <param name="trainCount">At least 1; the published set has 60,000.</param>
    /// <param name="testCount">At least 1; the published set has 10,000.</param>
    /// <param name="stop">Ends the work early.</param>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was signalled.</exception>
    public static Dataset Generate(int trainCount, int testCount, CancellationToken stop) =>
        Description.Format.Read(Description with { TrainCount = trainCount, TestCount = testCount }, [], stop);
}
