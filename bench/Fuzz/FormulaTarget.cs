using System.Text;
using Sweep.Trainer.Activations;
using Sweep.Trainer.Formulas;

namespace Sweep.Fuzz.Bench;

/// <summary>The formula parser, and the kernels of what it accepts.</summary>
internal sealed class FormulaTarget : IFuzzTarget
{
    public string Name => "formula";

    public IReadOnlyList<byte[]> Corpus { get; } = [.. ActivationCatalogue.Formulas.Select(a => Encoding.UTF8.GetBytes(a.Formula)),
        "x*sigmoid(a*x)"u8.ToArray()];

    public IReadOnlyList<string> Words { get; } = ["x", "a", "pi", "exp(", "log(", "if(x > 0, ", "uniform(0,1)", "clamp(x,0,1)", "^",
        "^-2", "^0.5", "(", ")", ",", "+", "-", "*", "/", "1e308", "max(", "erf(", "!=", "=="];

    public Task ReadAsync(byte[] input)
    {
        var result = ActivationDefinition.FromUser("f", Encoding.UTF8.GetString(input), [new FormulaParameter("a", 1)]);
        if (result.Definition is null == (result.Errors.Count == 0))
            throw new UnexpectedAnswerException("neither a definition nor a mistake, or both");
        return Task.CompletedTask;
    }
}
