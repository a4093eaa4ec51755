"""Classifiers of scikit-learn on its handwritten digits."""
import json, os
from sklearn.datasets import load_digits
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.svm import SVC

told = json.load(open(os.environ["SWEEP_CONFIG"]))
seed, size = told["pairSeed"], told["settings"]["trainSamples"]
images, labels = load_digits(return_X_y=True)
# The pair seed splits: all classifiers that are compared get the same samples.
train, test, train_labels, test_labels = train_test_split(images / 16, labels, train_size=size, random_state=seed, stratify=labels)
classifier = {
    "logistic": lambda: LogisticRegression(max_iter=1000),
    "forest": lambda: RandomForestClassifier(n_jobs=told["device"]["threads"], random_state=seed),
    "svm": lambda: SVC(gamma="scale"),
}[told["settings"]["classifier"]]()
classifier.fit(train, train_labels)
with open(os.environ["SWEEP_METRICS"], "w") as metrics:
    print(json.dumps({"testAccuracy": classifier.score(test, test_labels)}), file=metrics)
