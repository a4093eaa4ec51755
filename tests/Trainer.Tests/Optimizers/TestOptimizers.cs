using Sweep.Planning.Trials;
using Sweep.Trainer.Optimizers;

namespace Sweep.Trainer.Tests.Optimizers;

/// <summary>Optimizers for tests.</summary>
internal static class TestOptimizers
{
    /// <summary>Programs as users would write them, by name: what each kind of term is needed for.</summary>
    public static IReadOnlyDictionary<string, OptimizerSettings> Users { get; } = new Dictionary<string, OptimizerSettings>
    {
        ["sign"] = User("w = w - rate*sign(g)", []),
        ["decoupled"] = User("m = mu*m + g; w = (1 - rate*lambda)*w - rate*m", ["m"], ("mu", 0.9), ("lambda", 0.1)),
        ["lion"] = User("w = w*(1 - rate*weightDecay) - rate*sign(beta1*m + (1 - beta1)*g); m = beta2*m + (1 - beta2)*g", ["m"],
            ("beta1", 0.9), ("beta2", 0.99), ("weightDecay", 0.1)),
        ["lamb"] = User("""
            m = beta1*m + (1 - beta1)*g
            v = beta2*v + (1 - beta2)*g*g
            u = m/(sqrt(v) + epsilon) + weightDecay*w
            trust = if(norm(w)*norm(u) > 0, norm(w)/norm(u), 1)
            w = w - rate*trust*u
            """, ["m", "v"], ("beta1", 0.9), ("beta2", 0.999), ("epsilon", 1e-6), ("weightDecay", 0.01)),
        ["rprop"] = User("""
            start = if(t == 1, rate, size)
            q = sign(g*before)
            size = clamp(start*if(q > 0, 1.2, if(q < 0, 0.5, 1)), 1e-6, 50)
            before = if(q < 0, 0, g)
            w = w - sign(before)*size
            """, ["size", "before"]),
        ["adan"] = User("""
            d = if(t == 1, 0, g - before)
            m = beta1*m + (1 - beta1)*g
            v = beta2*v + (1 - beta2)*d
            n = beta3*n + (1 - beta3)*(g + beta2*d)^2
            s = sqrt(n)/sqrt(1 - beta3^t) + 1e-8
            w = (w - rate*(m/(1 - beta1^t) + beta2*v/(1 - beta2^t))/s)/(1 + rate*weightDecay)
            before = g
            """, ["m", "v", "n", "before"], ("beta1", 0.98), ("beta2", 0.92), ("beta3", 0.99), ("weightDecay", 0.02)),
        ["exchange"] = User("old = a; a = b; b = g; w = w - rate*(old + 2*a + 3*b)", ["a", "b"]),
        ["a later state first"] = User("v = abs(g) + mu*v; m = mu*m + v; w = w - rate*m", ["m", "v"], ("mu", 0.9)),
        ["numbers of the trial"] = User("steps = steps + rate; turns = 2*steps - turns; w = w - (turns + mu*weightDecay)*g/(1 + steps^2)",
            ["steps", "turns"], ("mu", 0.9), ("weightDecay", 0.1)),
        ["starts"] = Started("a = a + mu*(w - a); k = k*mu; w = w - k*(g + a)", [("a", "0.5*w + rate"), ("k", "rate*(1 + mu)")],
            ("mu", 0.9)),
        ["global norms"] = User("u = g/globalNorm(g)*norm(w); w = w - rate*(u + weightDecay*w)/(1 + globalNorm(u + weightDecay*w))", [],
            ("weightDecay", 0.1)),
        ["nested norms"] = User("u = g/(norm(g) + 1e-6); w = w - rate*norm(w)/(1 + norm(w - norm(u)*g))*u", []),
    };

    /// <summary>Optimizers with what a trial says beside, by name.</summary>
    public static IReadOnlyDictionary<string, OptimizerSettings> WithOptions { get; } = new Dictionary<string, OptimizerSettings>
    {
        ["clipped by norm"] = Optional("adam", new() { Clipping = new(ClippingKind.Norm, 0.7) }),
        ["clipped by value"] = Optional("adam", new() { Clipping = new(ClippingKind.Value, 0.4) }),
        ["clipped with norms of tensors"] = Optional("lamb", new() { Clipping = new(ClippingKind.Norm, 0.7) }),
        ["decay of weights"] = Optional("adamw", new() { Decayed = WeightDecayTarget.Weights }),
        ["decay of all"] = Optional("adamw", new() { Decayed = WeightDecayTarget.All }),
        ["activations at another rate"] = Optional("schedule-free-sgd", new() { ActivationRateFactor = 0.1 }),
        ["activations at rest"] = Optional("schedule-free-adamw", new() { ActivationRateFactor = 0, Decayed = WeightDecayTarget.Weights }),
    };

    /// <summary>One of the catalogue with values for some of its constants.</summary>
    public static OptimizerSettings Catalogue(string name, params (string Name, double Value)[] values) =>
        new(OptimizerCatalogue.Find(name)!, values.ToDictionary(v => v.Name, v => v.Value));

    /// <summary>One of the catalogue with what a trial says beside.</summary>
    public static OptimizerSettings Optional(string name, OptimizerOptions options) =>
        new(OptimizerCatalogue.Find(name)!, new Dictionary<string, double> { ["weightDecay"] = 0.1 }, options);

    /// <summary>A user's own.</summary>
    public static OptimizerSettings User(string update, string[] states, params (string Name, double Value)[] constants) =>
        Started(update, [.. states.Select(s => (s, "0"))], constants);

    /// <summary>A user's own whose states have starts.</summary>
    public static OptimizerSettings Started(string update, (string Name, string Start)[] states,
        params (string Name, double Value)[] constants) =>
        OptimizerSettings.Read(new SettingValue.Group(
        [
            new("name", new SettingValue.Text("mine")), new("update", new SettingValue.Text(update)),
            new("state", new SettingValue.Group(
                states.Select(s => KeyValuePair.Create<string, SettingValue>(s.Name, new SettingValue.Text(s.Start))))),
            new("constants", new SettingValue.Group(
                constants.Select(c => KeyValuePair.Create<string, SettingValue>(c.Name, new SettingValue.Number(c.Value))))),
        ]));
}
