using Sweep.Trainer.Networks;
using Sweep.Trainer.TorchSharp.Networks;
using Sweep.Trainer.TorchSharp.Runtime;

namespace Sweep.Trainer.TorchSharp.Tests.Networks;

public sealed class FusedParametersTests
{
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_number_that_is_not_finite_is_its_trials_own(float lost)
    {
        NativeTorch.Load(cuda: false);
        using var scope = torch.NewDisposeScope();
        var weight = new ParameterDescription("linear1.weight", ParameterRole.Weight, [2, 3], 3);
        var bias = new ParameterDescription("linear1.bias", ParameterRole.Bias, [2], 3);
        using var parameters = new FusedParameters([weight, bias], trials: 3, ScalarType.Float32, torch.CPU);
        Assert.Equal([true, true, true], parameters.AreFinite());
        parameters.Write(parameters.Values, bias, trial: 1, [0, lost]);
        Assert.Equal([true, false, true], parameters.AreFinite());
        parameters.Write(parameters.Values, weight, trial: 2, [1, 2, lost, 4, 5, 6]);
        Assert.Equal([true, false, false], parameters.AreFinite());
    }
}
