using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Training;

namespace Sweep.Trainer.TorchSharp.Tests.Runtime;

/// <summary>Calls that are known to harm, looked for in the compiled engine.</summary>
public sealed class ForbiddenCallsTests
{
    private static readonly string[] Calls = [.. References()];

    [Fact]
    public void No_number_becomes_a_temporary_scalar() =>
        Assert.DoesNotContain(Calls, c => c.StartsWith("Scalar.op_Implicit", StringComparison.Ordinal));

    [Fact]
    public void Arithmetic_names_its_scalars()
    {
        // Operators of tensors and the additions without a factor make temporary scalars inside.
        Assert.DoesNotContain(Calls, c => c.StartsWith("Tensor.op_", StringComparison.Ordinal));
        Assert.DoesNotContain("Tensor.add/1", Calls);
        Assert.DoesNotContain("Tensor.add_/1", Calls);
        Assert.DoesNotContain("Tensor.addcmul/2", Calls);
        Assert.DoesNotContain("Tensor.addcmul_/2", Calls);
        Assert.DoesNotContain("Tensor.addcdiv_/2", Calls);
        Assert.DoesNotContain("Tensor.softplus/2", Calls);
        Assert.Contains("Tensor.add/2", Calls); // the search itself works
    }

    [Fact]
    public void No_step_waits_for_the_device() =>
        Assert.DoesNotContain(Calls, c => c.Split('/')[0] is "Tensor.item" or "Tensor.ToSingle" or "Tensor.ToDouble"
        or "utils.clip_grad_norm_" or "cuda.synchronize");

    [Fact]
    public void Numbers_are_read_back_at_the_end_of_epochs_only() =>
        Assert.Equal(["FusedParameters.AreFinite", "FusedParameters.Read", "MetaTraining.Judge", "MetaTraining.Train",
            "RunningStatistics.Read", "Scores.Values", "TorchSession.TrainEpoch"],
            CallSites.Of(typeof(TorchEngine).Assembly.Location, name =>
                name is "Tensor.cpu" or "Tensor.data" or "Tensor.numpy" or "Tensor.tolist" or "Tensor.bytes"
                    or "TensorExtensionMethods.ToArray"));

    [Fact]
    public void Randomness_comes_from_the_trials_streams() =>
        Assert.DoesNotContain(Calls, c => c.Split('/')[0].Split('.')[^1] is "manual_seed" or "rand" or "randn" or "dropout" or "rrelu"
        or "bernoulli" or "uniform_" or "normal_");

    [Fact]
    public void No_optimizer_of_the_library_is_used() =>
        Assert.DoesNotContain(Calls, c =>
            c.StartsWith("optim.", StringComparison.Ordinal) || c.Contains("Optimizer.step", StringComparison.Ordinal));

    [Fact]
    public void Batched_products_are_spelled_out() => Assert.DoesNotContain(Calls, c => c.Contains("baddbmm", StringComparison.Ordinal));

    // "Type.Method/parameters" of everything that the engine calls in other assemblies.
    private static IEnumerable<string> References()
    {
        using var file = File.OpenRead(typeof(TorchEngine).Assembly.Location);
        using var image = new PEReader(file);
        var reader = image.GetMetadataReader();
        List<string> found = [];
        foreach (var handle in reader.MemberReferences)
        {
            var member = reader.GetMemberReference(handle);
            if (member.GetKind() != MemberReferenceKind.Method || member.Parent.Kind != HandleKind.TypeReference)
                continue;
            var signature = reader.GetBlobReader(member.Signature);
            var header = signature.ReadSignatureHeader();
            if (header.IsGeneric)
                signature.ReadCompressedInteger();
            int parameters = signature.ReadCompressedInteger();
            string type = reader.GetString(reader.GetTypeReference((TypeReferenceHandle)member.Parent).Name);
            found.Add($"{type}.{reader.GetString(member.Name)}/{parameters}");
        }
        return found;
    }
}
