using Sweep.Trainer.Engines;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Tests.Optimizers;

/// <summary>States that are one number per trial.</summary>
public sealed class ScalarStatesTests
{
    [Fact]
    public void A_number_of_the_trial_is_all_in_its_checkpoint()
    {
        var program = TestOptimizers.User("s = s + sin(t)/3; w = w - rate*s*g", ["s"]).Program;
        ScalarStates kept = new(program), loaded = new(program);
        double[] one = new double[program.ParameterCount], other = new double[program.ParameterCount];
        for (int t = 1; t <= 20; t++)
        {
            (one[0], other[0]) = (t, t);
            kept.Step(one);
            loaded.Step(other);
            Assert.Equal(one, other);
            loaded = new ScalarStates(program);
            ScalarTensors.Load(loaded, ScalarTensors.Save(kept).ToDictionary(s => s.Name));
        }
        Assert.Equal(Enumerable.Range(1, 20).Sum(t => Math.Sin(t) / 3), one[program.Scalars[0].ResultParameter], 1e-13);
    }
}
