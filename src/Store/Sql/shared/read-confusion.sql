-- Purpose: the confusion matrix of a completed trial, that of the attempt that counts.
-- Parameters: @trial.
-- Rows: class, predicted, samples; by class and predicted.
select c.class, c.predicted, c.samples
from trials t join confusion_cells c on c.trial_key = t.trial_key and c.attempt = t.attempts
where t.id = @trial and t.state = 'completed'
order by c.class, c.predicted
