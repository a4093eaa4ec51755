namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>A compiled forward loop. All pointers are to elements; the count is a multiple of the lane count.</summary>
internal unsafe delegate void ForwardKernel(void* x, void* noise, void* parameters, void* y, nint count);

/// <summary>A compiled backward loop.</summary>
/// <param name="x">(count) inputs.</param>
/// <param name="noise">(count) or null.</param>
/// <param name="parameters">(parameters).</param>
/// <param name="dy">(count) gradient with respect to the output.</param>
/// <param name="dx">(count) overwritten.</param>
/// <param name="sums">(parameters, lanes) added to.</param>
/// <param name="count">A multiple of the lane count.</param>
internal unsafe delegate void BackwardKernel(void* x, void* noise, void* parameters, void* dy, void* dx, void* sums, nint count);
