using Sweep.Planning.Trials;
using Sweep.Trainer.Tests.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Training;

/// <summary>Both engines learn from the same tasks by the same steps.</summary>
public sealed class MetaParityTests
{
    private static readonly Dictionary<string, (string, SettingValue)[]> Networks = new()
    {
        ["dropout"] =
        [
            ("architecture", Blobs.Group(("name", Blobs.Text("mlp")), ("hidden", Blobs.Text("24")), ("dropout", Blobs.Number(0.3)))),
            ("activation", Blobs.Text("tanh")),
        ],
        ["random slopes"] =
        [
            ("architecture", Blobs.Group(("name", Blobs.Text("mlp")), ("hidden", Blobs.Text("24")))), ("activation", Blobs.Text("rrelu")),
        ],
        ["convolutions and batch norms"] =
        [
            ("architecture", Blobs.Group(("name", Blobs.Text("few-shot-cnn-omniglot")), ("width", Blobs.Number(4)))),
            ("activation", Blobs.Text("arelu")),
            // biases before a batch norm have gradients of rounding errors alone, which adam would make steps of
            ("optimizer", Blobs.Text("sgd")), ("learningRate", Blobs.Number(0.05)),
        ],
    };

    public static TheoryData<string, string, bool> Cases
    {
        get
        {
            var rows = new TheoryData<string, string, bool>();
            foreach (string network in Networks.Keys)
            {
                foreach (string method in new[] { "maml", "first-order-maml", "anil", "reptile" })
                {
                    rows.Add(network, method, false);
                    if (network == "convolutions and batch norms")
                        rows.Add(network, method, true);
                }
            }
            return rows;
        }
    }

    // Streams of dropout and noise have the same names on both: batch by batch of a task.
    [Theory]
    [MemberData(nameof(Cases))]
    public void An_epoch_comes_to_the_same_losses(string network, string method, bool running)
    {
        var trial = Blobs.Trial(4,
        [
            ("name", Blobs.Text(method)), ("shots", Blobs.Number(2)), ("innerRate", Blobs.Number(0.1)), ("stepsPerEpoch", Blobs.Number(4)),
            ("judgedTasks", Blobs.Number(5)), ("batchNorm", Blobs.Text(running ? "running" : "transductive")),
        ], [("epochs", Blobs.Number(1)), .. Networks[network]]);
        Together.Agree(Together.Torch(dataset: Blobs.Dataset), Together.Cpu(Blobs.Dataset), trial);
    }
}
