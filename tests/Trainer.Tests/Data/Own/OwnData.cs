using System.Text;
using Sweep.Planning.Specs;
using Sweep.Planning.Specs.Reading;
using Sweep.Planning.Trials;
using Sweep.Testing;
using Sweep.Trainer.Data;
using Sweep.Trainer.Data.Catalogue;
using Sweep.Trainer.Protocols;

namespace Sweep.Trainer.Tests.Data.Own;

/// <summary>A data folder with a user's own files, and specs that name them.</summary>
internal sealed class OwnData : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public DatasetLocator Locator => new(folder.FullName, folder["cache"]);

    public string this[string name] => folder[name];

    public void Dispose() => folder.Dispose();

    public void Write(string name, string text) => folder.Write(name, Encoding.UTF8.GetBytes(text));

    public void Write(string name, byte[] content) => folder.Write(name, content);

    public static string Spec(string dataset) =>
        $"name: own\ndataset: {dataset}\narchitecture: mlp\noptimizer: sgd\nlearningRate: 0.1\nseeds: 1\ngrid: {{ activation: [relu] }}\n";

    public SpecReading Read(string dataset) => SpecReader.Read(Spec(dataset), TrainerVocabulary.Create(Locator));

    /// <summary>The canonical level.</summary>
    public SettingValue Level(string dataset)
    {
        var reading = Read(dataset);
        Assert.Empty(reading.Errors.Select(e => e.Message));
        return reading.Spec!.ToPlan().Trials.First().Configuration.Settings["dataset"];
    }

    public Dataset Load(string dataset) =>
        new DatasetLoader(Locator, downloader: null, TimeProvider.System).Load(Level(dataset), CancellationToken.None);

    /// <summary>The only mistake.</summary>
    public string Mistake(string dataset) => Assert.Single(Read(dataset).Errors).Message;

    public static float[] Numbers(DatasetSplit split) => ((SampleValues.Numbers)split.Samples).Values;
}
