using Sweep.Planning.Trials;
using Sweep.Planning.Vocabulary;

namespace Sweep.Trainer.Protocols;

/// <summary>The setting <c>head</c>: whether the last layer with weights goes on from the phase before.</summary>
internal static class HeadSetting
{
    /// <summary>The setting's name.</summary>
    public const string Name = "head";

    /// <summary>It begins anew, whatever its shape.</summary>
    public const string New = "new";

    private const string Keep = "keep";

    /// <summary>The setting.</summary>
    public static SettingDefinition Definition { get; } = new(Name, "the last layer with weights after 'pretrain'", SettingKind.Choice)
    {
        Default = new SettingValue.Text(Keep), OmitWhenDefault = true,
        Choices = [new(Keep, "goes on, unless the numbers of classes differ"), new(New, "begins anew")],
    };
}
