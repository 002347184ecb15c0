-- What status asks every time: labels of which nobody knows whether they are on paper.

CREATE INDEX labels_unknown ON labels (id) WHERE state = 'unknown';
