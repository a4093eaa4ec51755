using Sweep.Planning.Vocabulary;
using Sweep.Trainer.Settings;

namespace Sweep.Trainer.Transforms;

/// <summary>A kind of step, as specs write it.</summary>
/// <param name="Choice">Its name and its settings.</param>
/// <param name="Read">Makes the step of settings that have been checked; throws where they do not go together.</param>
internal sealed record StepKind(SettingChoice Choice, Func<SettingsReader, SampleStep> Read);
