using System.Globalization;

namespace Sweep.Trainer.Data;

/// <summary>Which classes of a dataset meta learning trains on, and which it holds out for validation and for the test. They follow each
/// other in the order of the dataset's classes.</summary>
/// <remarks>Omniglot's 1,623 characters are divided 1,100, 100 and 423 as in the first code of MAML, which shuffles them before. Of others
/// 64 % are for training, 16 % for validation (rounded to whole classes) and the rest for the test, which are the published 64, 16 and 20
/// classes of mini-ImageNet (Ravi, Larochelle, ICLR 2017).</remarks>
/// <param name="Training">Trained on.</param>
/// <param name="Validation">Held out to choose by.</param>
/// <param name="Test">Held out to judge by.</param>
public sealed record HeldOutClasses(ClassRange Training, ClassRange Validation, ClassRange Test)
{
    private const string Omniglot = "omniglot";
    private const int OmniglotClasses = 1623, OmniglotTraining = 1100, OmniglotValidation = 100;
    private const double TrainingShare = 0.64, ValidationShare = 0.16;

    /// <summary>Divides the classes of a dataset.</summary>
    /// <param name="dataset">Its name.</param>
    /// <param name="classes">How many it has.</param>
    public static HeldOutClasses Of(string dataset, int classes)
    {
        var (training, validation) = dataset == Omniglot && classes == OmniglotClasses ? (OmniglotTraining, OmniglotValidation)
            : (Share(TrainingShare), Share(ValidationShare));
        return new HeldOutClasses(new ClassRange(0, training), new ClassRange(training, validation),
            new ClassRange(training + validation, classes - training - validation));

        int Share(double share) => (int)Math.Round(classes * share, MidpointRounding.AwayFromZero);
    }

    /// <summary>Why tasks of so many classes cannot be drawn; null where they can.</summary>
    /// <param name="ways">Classes of a task.</param>
    public string? Problem(int ways) => new[] { Training, Validation, Test }.MinBy(part => part.Count) is { } least && least.Count < ways
        ? string.Create(CultureInfo.InvariantCulture,
            $"its {Test.First + Test.Count} classes are divided into {Training.Count} for training, {Validation.Count} for validation and ")
            + string.Create(CultureInfo.InvariantCulture,
                $"{Test.Count} for the test, and a task takes {ways}. Choose a dataset with more classes")
            + (least.Count < 2 ? "." : string.Create(CultureInfo.InvariantCulture, $", or at most {least.Count} ways."))
        : null;
}

/// <summary>Classes that follow each other.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many.</param>
public sealed record ClassRange(int First, int Count);
