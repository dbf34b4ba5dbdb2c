-- The tables of version 1, as they were made then.
CREATE TABLE changes (
	seq INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	modality VARCHAR(16) NOT NULL, 
	entry_id INTEGER NOT NULL
);
CREATE INDEX changes_by_entry ON changes (modality, entry_id, seq);
CREATE TABLE files (
	path TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	mtime_ns BIGINT NOT NULL, 
	content_hash VARCHAR(64) NOT NULL, 
	PRIMARY KEY (path)
);
CREATE TABLE items (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	content_hash VARCHAR(64), 
	path TEXT, 
	media_type TEXT, 
	width INTEGER, 
	height INTEGER, 
	byte_size BIGINT, 
	metadata TEXT NOT NULL, 
	added_at FLOAT NOT NULL, 
	UNIQUE (content_hash)
);
CREATE TABLE meta (
	"key" VARCHAR(64) NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY ("key")
);
CREATE TABLE item_tags (
	item_id INTEGER NOT NULL, 
	folded TEXT NOT NULL, 
	tag TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	PRIMARY KEY (item_id, folded), 
	FOREIGN KEY(item_id) REFERENCES items (id) ON DELETE CASCADE
);
CREATE INDEX items_by_tag ON item_tags (folded, item_id);
CREATE TABLE item_vectors (
	item_id INTEGER NOT NULL, 
	vector BLOB NOT NULL, 
	PRIMARY KEY (item_id), 
	FOREIGN KEY(item_id) REFERENCES items (id) ON DELETE CASCADE
);
CREATE TABLE metadata (
	item_id INTEGER NOT NULL, 
	field TEXT NOT NULL, 
	position INTEGER NOT NULL, 
	text TEXT, 
	number FLOAT, 
	boolean BOOLEAN, 
	PRIMARY KEY (item_id, field, position), 
	FOREIGN KEY(item_id) REFERENCES items (id) ON DELETE CASCADE
);
CREATE INDEX items_by_number ON metadata (field, number);
CREATE INDEX items_by_text ON metadata (field, text);
CREATE TABLE texts (
	id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, 
	item_id INTEGER, 
	kind VARCHAR(16) NOT NULL, 
	text TEXT NOT NULL, 
	folded TEXT NOT NULL, 
	source VARCHAR(16) NOT NULL, 
	vector BLOB NOT NULL, 
	FOREIGN KEY(item_id) REFERENCES items (id) ON DELETE CASCADE
);
CREATE INDEX texts_by_folded ON texts (folded);
CREATE INDEX texts_by_item ON texts (item_id);
CREATE UNIQUE INDEX words_once ON texts (folded) WHERE kind = 'word';
