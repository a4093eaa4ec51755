using Sweep.Trainer.Formulas;

namespace Sweep.Trainer.Activations;

/// <summary>A size in the text of a network: a number, or a formula of C, the channels of x, rounded down and at least 1.</summary>
internal sealed class SizeFormula
{
    private const int Largest = 1_000_000;

    private readonly Term root;
    private readonly bool isFixed;

    private SizeFormula(Term root, bool isFixed) => (this.root, this.isFixed) = (root, isFixed);

    /// <summary>Reads a size; null if it is none.</summary>
    /// <param name="tokens">Those of the size.</param>
    /// <param name="settings">Constants that it may name.</param>
    public static SizeFormula? Read(IReadOnlyList<FormulaToken> tokens, IEnumerable<FormulaParameter> settings)
    {
        var graph = new TermGraph();
        var scope = new FormulaScope(FormulaUse.Initializations, "setting") { Names = { ["C"] = graph.Input } };
        foreach (var setting in settings)
            scope.Names[setting.Name] = graph.Constant(setting.Initial);
        string text = string.Join(' ', tokens.Select(t => t.Text));
        if (FormulaParser.Parse(text, graph, scope, out _) is not { } root)
            return null;
        var size = new SizeFormula(root, !scope.Used.Contains("C"));
        double value = size.Value(channels: 8);
        return size.isFixed ? value >= 1 && value <= Largest && value == Math.Floor(value) ? size : null
            : value > 0 && double.IsFinite(value) ? size : null;
    }

    /// <summary>The number, where C plays no part; null where it does.</summary>
    public int? Fixed => isFixed ? At(channels: 1) : null;

    /// <summary>The size where x has so many channels.</summary>
    public int At(int channels) => (int)Math.Clamp(Value(channels), 1, Largest);

    private double Value(int channels) => new TermEvaluator(root).At(channels, []);
}
